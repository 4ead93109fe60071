"""`hospes solutions on|off|delete`: the difference first, then the question."""

from __future__ import annotations

import pytest

from hospes.planning.models import Solution
from tests.cli.running import CommandLine
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db


def make_world() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts("B1"))


def test_off_says_what_is_withdrawn_and_switches(hospes: CommandLine) -> None:
    make_world()
    said = hospes("solutions", "off", "Welcome", "--yes")
    assert (said.code, said.out.splitlines()) == (
        0,
        [
            "Withdrawn: 1 task.",
            "  booking  guest        property  solution  when",
            "  B1       Anna Keller  Casa Mar  Welcome   11 Jun 2026 15:00  The solution is switched off.",
            "Switched off: Welcome.",
        ],
    )
    assert not Solution.objects.get().is_active


def test_a_dry_run_switches_nothing(hospes: CommandLine) -> None:
    make_world()
    assert hospes("solutions", "off", "Welcome", "--dry-run").out.endswith("Dry run: nothing was changed.\n")
    assert Solution.objects.get().is_active


def test_switching_to_what_it_is_says_so(hospes: CommandLine) -> None:
    make_world()
    said = hospes("solutions", "on", "Welcome")
    assert said.out == "The plan stays as it is.\nThey were that way already.\n"


def test_deleting_keeps_the_row_and_frees_the_name(hospes: CommandLine) -> None:
    make_world()
    assert hospes("solutions", "delete", "Welcome", "--yes").out.endswith("Deleted: Welcome.\n")
    assert Solution.objects.get().deleted_at is not None
    assert hospes("solutions", "on", "Welcome").err == (
        "There is no solution “Welcome”; check its name in the list of solutions.\n"
    )
