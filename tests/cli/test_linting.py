"""`hospes lint`: problems with code, sentence and fix; exit code 1 on errors."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.cli.running import CommandLine
from tests.engine.written import confirmation
from tests.making import make_agency, make_solution, make_template

pytestmark = pytest.mark.django_db


def test_an_agency_without_problems_is_told_so(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    said = hospes("lint")
    assert (said.code, said.out) == (0, "Nothing to complain about.\n")


def test_an_error_is_said_with_its_fix_and_ends_with_one(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, trigger={"anchor": "departure", "offset": 3, "unit": "weeks"})
    said = hospes("lint")
    assert (said.code, said.out.splitlines()) == (
        1,
        [
            "error    after_deadline: solution “Welcome”",
            "         By its rule it is planned at or after its deadline, so it can never go.",
            "         → Plan it earlier, or set a later deadline.",
            "1 error.",
        ],
    )
    (problem,) = hospes("lint", "--json").json
    assert (problem["code"], problem["severity"], problem["solution"]) == (
        "after_deadline",
        "error",
        "Welcome",
    )


def test_an_import_says_what_looks_wrong_in_what_it_changes(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    file = tmp_path / "solutions.yaml"
    file.write_text(yaml.safe_dump(confirmation(conditions={"portals": ["Nowhere"]})), encoding="utf-8")
    said = hospes("solutions", "import", str(file), "--dry-run")
    assert "warning  unknown_name: solution “Confirmation”" in said.out.splitlines()


def test_saving_a_line_to_who_is_no_member_warns_at_once(hospes: CommandLine, tmp_path: Path) -> None:
    make_agency()
    written = confirmation()
    written["solutions"][0]["notifications"][0]["to"] = "staff:nobody@example.com"
    file = tmp_path / "solutions.yaml"
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    said = hospes("solutions", "import", str(file))
    assert said.code == 0
    assert "error    no_member: solution" in said.out
