"""`hospes explain --not-sent` and `hospes forecast`."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.running import CommandLine
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db


def test_who_does_not_get_a_message_is_counted_by_reason_and_listed(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, conditions={"nights": {"min": 5}})
    take_in(agency, make_facts("B1"), make_facts("B2", departure=date(2026, 6, 14)))
    said = hospes("explain", "--solution", "Welcome", "--not-sent")
    assert said.out.splitlines() == [
        "      1  conditions:nights: It does not apply: not all conditions hold (Nights).",
        "",
        "booking  guest        property  arrival     reason",
        "B2       Anna Keller  Casa Mar  2026-06-12  conditions:nights",
    ]
    assert hospes("explain", "--solution", "Welcome", "--not-sent", "--json").json["counts"] == {
        "conditions:nights": 1
    }


def test_without_a_booking_or_a_solution_the_command_says_what_to_give(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("explain")
    assert (said.code, said.err) == (
        1,
        "Say which booking (--booking REF), or --solution NAME together with --not-sent.\n",
    )


def test_a_forecast_of_nothing_says_so(hospes: CommandLine) -> None:
    make_agency()
    assert hospes("forecast").out == "0 messages and 0 credits in 14 days.\n"
    assert hospes("forecast", "--json").json["total"] == {"messages": 0, "parts": 0, "credits": 0}


def test_what_does_not_apply_is_only_named_unless_all_is_asked_for(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    make_solution(agency, "Long stays", conditions={"nights": {"min": 30}})
    take_in(agency, make_facts("B1"))
    hospes("notifications", "on", "pending")
    said = hospes("explain", "--booking", "B1").out
    assert said.startswith("Welcome · booking B1: It applies to this booking.\n")
    assert said.splitlines()[-1] == (
        "Left out, for they do not apply: “Long stays”, 1 notification of the matrix."
        " --all says why, --solution NAME for one."
    )
    assert [one["solution"] for one in hospes("explain", "--booking", "B1", "--json").json] == ["Welcome"]
    assert "Long stays · booking B1: It does not apply" in hospes("explain", "--booking", "B1", "--all").out
    assert "“Nights” fails" in hospes("explain", "--booking", "B1", "--solution", "Long stays").out
