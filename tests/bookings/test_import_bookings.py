"""Importing files: good rows in, bad rows listed, interrupted imports go on, nothing half-done."""

import gzip
from pathlib import Path

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.import_bookings import Fault
from hospes.bookings.models import Booking, Import, Person
from hospes.kit.errors import Conflict, Malformed
from tests.bookings.files import Taking, import_file, rejected_rows, row, write


def references() -> list[str]:
    return sorted(Booking.objects.values_list("reference", flat=True))


def test_good_rows_go_in_and_bad_rows_are_listed_with_line_column_and_reason(
    agency: Agency, tmp_path: Path
) -> None:
    path = write(tmp_path, row("B1"), row("B2", arrival="2026-02-30"), row("B3", total="-5"), row("B4"))
    report = import_file(agency, path)
    assert (report.rows, report.created, report.refused) == (4, 2, 2)
    assert references() == ["B1", "B4"]
    assert report.faults == [
        Fault(3, "arrival", "'2026-02-30' is not a date; write it like 2026-06-12."),
        Fault(4, "total", "The amount total is negative or no number: correct it."),
    ]
    assert report.rejected == tmp_path / "stays.rejected.csv"
    assert [(bad["reference"], bad["line"], bad["column"]) for bad in rejected_rows(path)] == [
        ("B2", "3", "arrival"),
        ("B3", "4", "total"),
    ]


def test_the_corrected_rejected_file_can_be_imported(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1", total="-5"))
    import_file(agency, path)
    text = (tmp_path / "stays.rejected.csv").read_text().replace("-5", "5")
    (tmp_path / "again.csv").write_text(text)
    assert import_file(agency, tmp_path / "again.csv").created == 1


def test_a_file_without_bad_rows_leaves_no_rejected_file_not_even_an_old_one(
    agency: Agency, tmp_path: Path
) -> None:
    (tmp_path / "stays.rejected.csv").write_text("old")
    assert import_file(agency, write(tmp_path, row("B1"))).rejected is None
    assert not (tmp_path / "stays.rejected.csv").exists()


def test_the_same_file_again_changes_nothing(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B2"), row("B3"))
    import_file(agency, path)
    again = import_file(agency, path)
    assert (again.rows, again.created, again.unchanged, again.resumed_after) == (3, 0, 3, 0)


def test_an_interrupted_import_goes_on_after_its_last_batch(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B2", arrival="x"), row("B3"), row("B4"), row("B5"))
    with pytest.raises(KeyboardInterrupt):
        import_file(agency, path, Taking(agency, stop_at=1))
    assert references() == ["B1"]
    taking = Taking(agency)
    report = import_file(agency, path, taking)
    assert taking.batches == [["B3", "B4"], ["B5"]]
    assert (report.rows, report.created, report.refused, report.resumed_after) == (5, 4, 1, 2)
    assert [bad["reference"] for bad in rejected_rows(path)] == ["B2"]


def test_an_import_may_go_on_with_batches_of_another_size(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, *(row(f"B{n}") for n in range(1, 8)))
    with pytest.raises(KeyboardInterrupt):
        import_file(agency, path, Taking(agency, stop_at=1))
    taking = Taking(agency)
    assert import_file(agency, path, taking, batch=3).created == 7
    assert taking.batches == [["B3"], ["B4", "B5", "B6"], ["B7"]]


def test_a_batch_that_fails_leaves_nothing_behind(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B2"))
    with pytest.raises(KeyboardInterrupt):
        import_file(agency, path, Taking(agency, stop_at=0))
    assert (Booking.objects.count(), Person.objects.count(), Import.objects.get().rows_done) == (0, 0, 0)


def test_two_imports_of_one_file_at_once_do_not_count_twice(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B2"), row("B3"))
    inner = Taking(agency)

    class Meanwhile(Taking):
        def __call__(self, facts):  # type: ignore[no-untyped-def]
            Import.objects.update(rows_done=3)
            return inner(facts)

    with pytest.raises(Conflict, match="Another process imports this file"):
        import_file(agency, path, Meanwhile(agency))
    assert Booking.objects.count() == 0


def test_a_dry_run_reports_and_changes_nothing(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B2", status="maybe"))
    report = import_file(agency, path, dry_run=True)
    assert (report.created, report.refused) == (1, 1)
    assert (Booking.objects.count(), Import.objects.count()) == (0, 0)


def test_a_reference_that_comes_again_updates_and_is_reported(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, row("B1"), row("B1", total="800.00"), row("B1", total="900.00"), row("B2"))
    report = import_file(agency, path)
    assert (report.created, report.changed, report.repeated) == (2, 2, 2)
    assert str(Booking.objects.get(reference="B1").total) == "900.00"


def test_one_reference_on_two_portals_is_no_repetition(agency: Agency, tmp_path: Path) -> None:
    report = import_file(agency, write(tmp_path, row("B1"), row("B1", portal="Airbnb")))
    assert (report.created, report.repeated) == (2, 0)


def test_packed_files_are_read(agency: Agency, tmp_path: Path) -> None:
    path = tmp_path / "stays.csv.gz"
    path.write_bytes(gzip.compress(write(tmp_path, row("B1"), row("B2", status="?")).read_bytes()))
    report = import_file(agency, path)
    assert (report.created, report.rejected) == (1, tmp_path / "stays.rejected.csv")


def test_missing_columns_are_all_listed_and_nothing_goes_in(agency: Agency, tmp_path: Path) -> None:
    path = write(tmp_path, "B1,Casa Mar,2026-06-12", header="reference,property,check-in")
    with pytest.raises(Malformed) as caught:
        import_file(agency, path)
    assert caught.value.details["missing"] == ["status", "booked_at", "arrival", "departure"]
    assert Import.objects.count() == 0


def test_unknown_columns_become_custom_fields(agency: Agency, tmp_path: Path) -> None:
    cells = "B1,confirmed,Casa Mar,2026-04-01,2026-06-12,2026-06-19,4711,"
    header = "Reference,status,property,booked_at,arrival,departure,Door Code,empty"
    report = import_file(agency, write(tmp_path, cells, header=header))
    assert report.unknown_columns == ["door_code", "empty"]
    assert Booking.objects.get().custom == {"door_code": "4711"}


def test_progress_is_told_after_every_batch(agency: Agency, tmp_path: Path) -> None:
    told: list[int] = []
    import_file(agency, write(tmp_path, row("B1"), row("B2"), row("B3")), progress=told.append)
    assert told == [2, 3]


def test_a_file_that_is_not_there_is_one_sentence(agency: Agency, tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"^The file none\.csv cannot be read"):
        import_file(agency, tmp_path / "none.csv")
