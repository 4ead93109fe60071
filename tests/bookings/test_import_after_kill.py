"""Kill −9 in the middle of an import, then import again: the same as if nothing had happened."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Event, Import
from tests.bookings import importing
from tests.bookings.files import import_file, rejected_rows, row, write
from tests.faults.truth import database
from tests.making import make_agency

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]


def import_and_die(agency: Agency, path: Path, kill: tuple[str, int]) -> None:
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.preloaded"])
    process = context.Process(
        target=importing.run, args=(database(), agency.pk, str(path), kill), daemon=True
    )
    process.start()
    process.join(timeout=60)
    assert process.exitcode == -9


@pytest.mark.parametrize(
    ("kill", "stored", "seen"),
    [
        (("before", 1), 0, 0),
        (("after", 1), 1, 2),
        (("before", 2), 1, 2),
        (("after", 2), 3, 4),
        (("after", 3), 4, 5),
    ],
)
def test_a_killed_import_goes_on_where_its_last_commit_was(
    tmp_path: Path, kill: tuple[str, int], stored: int, seen: int
) -> None:
    agency = make_agency()
    path = write(tmp_path, row("B1"), row("B2", status="?"), row("B3"), row("B4"), row("B5"))
    import_and_die(agency, path, kill)
    assert (Booking.objects.count(), Import.objects.get().rows_done) == (stored, seen)

    report = import_file(agency, path)
    assert (report.rows, report.created, report.refused, report.resumed_after) == (5, 4, 1, seen)
    assert list(Booking.objects.order_by("reference").values_list("reference", flat=True)) == [
        "B1",
        "B3",
        "B4",
        "B5",
    ]
    assert Event.objects.count() == 8
    assert [bad["reference"] for bad in rejected_rows(path)] == ["B2"]
    assert Import.objects.get().state == "done"
