"""Taking bookings and solutions in and out, planning and exporting, from the command line."""

from pathlib import Path

import pytest
import yaml

from hospes.bookings.models import Booking
from hospes.planning.models import Solution, Task
from tests.cli.running import CommandLine
from tests.engine.written import confirmation
from tests.making import make_agency

pytestmark = pytest.mark.django_db
HEADER = "reference,status,property,booked_at,arrival,departure,guest_name,guest_email\n"
GOOD = "B1,confirmed,Casa Mar,2026-05-01,2098-06-12,2098-06-19,Anna Keller,anna@example.com\n"
BAD = "B2,confirmed,Casa Mar,2026-05-01,2098-06-19,2098-06-12,Jo,jo@example.com\n"


def arrival_note() -> dict[str, object]:
    trigger = {"anchor": "arrival", "offset": -1, "unit": "days", "at": "10:00"}
    return confirmation(trigger=trigger, applies_to="existing")


def test_good_rows_go_in_and_bad_ones_are_listed(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    file = tmp_path / "bookings.csv"
    file.write_text(HEADER + GOOD + BAD, encoding="utf-8")
    said = hospes("import", "bookings", str(file))
    assert said.code == 0
    first, *rest = said.out.splitlines()
    assert first == "bookings.csv: 2 rows: 1 created, 1 refused."
    assert rest[0].startswith("  line 3, ")
    assert rest[-1] == f"All refused rows are in {file}.rejected.csv." or "rejected" in rest[-1]
    assert list(Booking.objects.values_list("reference", flat=True)) == ["B1"]


def test_a_dry_run_of_an_import_takes_nothing_in(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    file = tmp_path / "bookings.csv"
    file.write_text(HEADER + GOOD, encoding="utf-8")
    said = hospes("import", "bookings", str(file), "--dry-run", "--json").json
    assert (said["dry_run"], said["rows"], said["created"]) == (True, 1, 1)
    assert not Booking.objects.exists()


def test_solutions_go_in_and_the_same_file_comes_out(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(yaml.safe_dump(arrival_note(), sort_keys=False), encoding="utf-8")
    said = hospes("solutions", "import", str(first))
    assert (said.code, said.out) == (0, "created    Confirmation (version 1)\nThe plan stays as it is.\n")
    assert hospes("solutions", "export", str(second)).out == f"{second}: 1 solution, 1 template.\n"
    again = hospes("solutions", "import", str(second))
    assert again.out == "unchanged  Confirmation (version 1)\nThe plan stays as it is.\n"
    third = tmp_path / "third.yaml"
    hospes("solutions", "export", str(third))
    assert third.read_text(encoding="utf-8") == second.read_text(encoding="utf-8")


def test_a_dry_run_of_solutions_prints_the_plan_difference(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    file, solutions = tmp_path / "bookings.csv", tmp_path / "solutions.yaml"
    file.write_text(HEADER + GOOD, encoding="utf-8")
    hospes("import", "bookings", str(file))
    solutions.write_text(yaml.safe_dump(arrival_note()), encoding="utf-8")
    said = hospes("solutions", "import", str(solutions), "--dry-run")
    assert said.out.splitlines() == [
        "created    Confirmation (version 1)",
        "Added: 1 task.",
        "  booking  guest        property  solution      when",
        "  B1       Anna Keller  Casa Mar  Confirmation  11 Jun 2098 10:00",
        "Dry run: nothing was saved.",
    ]
    assert not Solution.objects.exists()
    assert not Task.objects.exists()


def test_planning_again_changes_nothing(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    assert hospes("plan").out == "The plan stays as it is.\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("solutions: [\n", "line 2, column 1: "),
        ("other: 1\n", "at the top there may be “solutions:”, “templates:”, “system_notifications:”, "),
    ],
)
def test_what_is_no_solutions_file_is_refused(
    hospes: CommandLine, tmp_path: Path, text: str, sentence: str
) -> None:
    make_agency()
    file = tmp_path / "solutions.yaml"
    file.write_text(text, encoding="utf-8")
    said = hospes("solutions", "import", str(file))
    assert said.code == 1
    assert said.err.startswith(f"{file}: {sentence}")


def test_the_doctor_finds_that_no_worker_is_alive(hospes: CommandLine) -> None:
    said = hospes("doctor", "--json")
    assert said.code == 1
    found = {one["what"]: one["fine"] for one in said.json}
    assert found == {
        "database": True,
        "migrations": True,
        "workers": False,
        "time zones": True,
        "delays": True,
    }
