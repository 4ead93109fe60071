from dataclasses import replace
from datetime import date
from typing import Any

from tests.reference.examples import (
    AGENCY,
    LANGUAGES,
    MADRID,
    at,
    booking,
    facts,
    shown,
    solution,
    solution_file,
)
from tests.reference.run import BookingRun, simulate, simulate_booking
from tests.reference.solutions import Solution, SolutionFile
from tests.reference.world import Booking, Facts, Person, World

ON_BOOKING = {"anchor": "booked", "offset": 0, "unit": "minutes"}
BEFORE = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
STAY = facts()
BOOKED = ("2026-05-01 12:00", STAY)


def run(*changes: tuple[str, Facts], rules: tuple[Solution, ...]) -> BookingRun:
    return simulate_booking(AGENCY, booking(*changes), solution_file(*rules))


def lines(ran: BookingRun) -> list[str]:
    """`solution role address time` of everything that went."""
    return [f"{m.solution} {m.to_role} {m.to} {m.at.astimezone(MADRID):%m-%d %H:%M}" for m in ran.messages]


def to(*roles: Any) -> list[dict[str, Any]]:
    return [{"to": role, "template": "words", "channels": ["email"]} for role in roles]


def test_messages_have_the_shape_of_the_outbox() -> None:
    world = World(AGENCY, [booking(BOOKED)])
    (message,) = simulate(world, solution_file(solution(ON_BOOKING)), date(2026, 5, 1), date(2026, 5, 1))
    assert message.as_line() == {
        "at": "2026-05-01T10:02:00+00:00",
        "solution": "Solution",
        "booking": "B1",
        "to_role": "guest",
        "to": "ana@example.com",
        "channel": "email",
        "language": "en",
        "subject": "",
        "text": "",
        "late": True,
    }


def test_a_window_lists_only_what_goes_on_its_days() -> None:
    world = World(AGENCY, [booking(BOOKED)])
    rules = solution_file(solution(ON_BOOKING), solution(BEFORE, name="Before"))
    found = simulate(world, rules, date(2026, 5, 2), date(2026, 6, 7))
    assert [m.solution for m in found] == ["Before"]


def test_a_change_comes_before_what_is_due_at_its_instant() -> None:
    cancelled = ("2026-06-07 15:00", facts(status="cancelled"))
    assert lines(run(BOOKED, cancelled, rules=(solution(BEFORE),))) == []


def test_a_booking_cancelled_within_the_grace_hears_nothing() -> None:
    ran = run(BOOKED, ("2026-05-01 12:01", facts(status="cancelled")), rules=(solution(ON_BOOKING),))
    assert shown(ran.tasks["Solution"]) == {1: "withdrawn(cancelled)"}


def test_s13_a_cancel_message_goes_only_to_whom_something_went_before() -> None:
    rules = (
        solution(ON_BOOKING, name="Confirm"),
        solution(
            {"anchor": "event:cancelled", "offset": 0, "unit": "minutes"},
            name="Cancel",
            notifications=to("guest", "owner"),
        ),
    )
    cancelled = facts(status="cancelled")
    assert lines(run(BOOKED, ("2026-05-02 09:00", cancelled), rules=rules)) == [
        "Confirm guest ana@example.com 05-01 12:02",
        "Cancel guest ana@example.com 05-02 09:02",
    ]
    at_once = run(BOOKED, ("2026-05-01 12:00", cancelled), rules=rules)
    assert lines(at_once) == []
    assert shown(at_once.tasks["Cancel"]) == {1: "skipped(nobody_informed)"}


def test_s13_a_refused_request_says_rejected_only() -> None:
    rules = tuple(
        solution({"anchor": f"event:{kind}", "offset": 0, "unit": "minutes"}, name=kind)
        for kind in ("pending", "rejected", "cancelled")
    )
    pending, rejected = facts(status="pending"), facts(status="rejected")
    ran = run(("2026-05-01 12:00", pending), ("2026-05-02 12:00", rejected), rules=rules)
    assert [m.solution for m in ran.messages] == ["pending", "rejected"]


def test_s19_one_purpose_goes_once_and_the_more_specific_solution_wins() -> None:
    general = solution(BEFORE, name="General", purpose="arrival_info")
    special = solution(
        {**BEFORE, "offset": -2},
        name="Special",
        purpose="arrival_info",
        conditions={"statuses": ["confirmed"], "party": {"min": 2}},
    )
    ran = run(BOOKED, rules=(general, replace(special, order=1)))
    assert lines(ran) == ["Special guest ana@example.com 06-08 15:00"]
    assert shown(ran.tasks["General"]) == {1: "skipped(duplicate)"}


def test_s19_of_equals_the_older_wins() -> None:
    first = solution(BEFORE, name="First", purpose="arrival_info")
    second = replace(first, name="Second", order=1)
    assert lines(run(BOOKED, rules=(first, second))) == ["First guest ana@example.com 06-07 15:00"]


def test_s20_one_copy_for_an_address_in_several_roles() -> None:
    both = facts(people={"guest": Person("ana@example.com"), "owner": Person("ANA@example.com")})
    rule = solution(ON_BOOKING, notifications=to("owner", "guest", {"email": "desk@example.com"}))
    assert lines(run(("2026-05-01 12:00", both), rules=(rule,))) == [
        "Solution guest ana@example.com 05-01 12:02",
        "Solution email desk@example.com 05-01 12:02",
    ]


def test_s22_quiet_hours_wait_for_their_end() -> None:
    rule = solution({**BEFORE, "at": "23:30"}, quiet_hours={"from": "21:00", "to": "09:00"})
    assert lines(run(BOOKED, rules=(rule,))) == ["Solution guest ana@example.com 06-08 09:00"]


def test_s22_when_their_end_is_past_the_deadline_it_goes_just_before_them() -> None:
    rule = solution(
        {"anchor": "departure", "offset": 0, "unit": "days", "at": "08:00"},
        quiet_hours={"from": "21:00", "to": "11:00"},
    )
    assert lines(run(BOOKED, rules=(rule,))) == ["Solution guest ana@example.com 06-12 20:59"]


def test_s22_else_it_is_skipped() -> None:
    rule = solution(BEFORE, quiet_hours={"from": "12:00", "to": "15:00"})
    late = facts(booked_at=STAY.booked_at.replace(month=6, day=10, hour=12))
    ran = run(("2026-06-10 14:00", late), rules=(rule,))
    assert shown(ran.tasks["Solution"]) == {1: "skipped(quiet)"}


def test_s22_an_answer_to_the_guest_does_not_wait() -> None:
    rule = solution(ON_BOOKING, quiet_hours={"from": "09:00", "to": "21:00"}, notifications=to("guest"))
    owner = solution(
        ON_BOOKING, name="Owner", quiet_hours={"from": "09:00", "to": "21:00"}, notifications=to("owner")
    )
    assert lines(run(BOOKED, rules=(rule, owner))) == [
        "Solution guest ana@example.com 05-01 12:02",
        "Owner owner owner@example.com 05-01 21:00",
    ]


def test_s22_start_equal_to_end_is_no_quiet_hours() -> None:
    rule = solution(BEFORE, quiet_hours={"from": "15:00", "to": "15:00"})
    quiet_agency = replace(AGENCY, quiet_hours=(at("14:00"), at("16:00")))
    assert lines(run(BOOKED, rules=(rule,))) == ["Solution guest ana@example.com 06-07 15:00"]
    inherits = simulate_booking(quiet_agency, booking(BOOKED), solution_file(solution(BEFORE)))
    assert lines(inherits) == ["Solution guest ana@example.com 06-07 16:00"]


def test_s23_the_first_language_of_the_chain_that_the_template_has() -> None:
    file = SolutionFile((solution(ON_BOOKING),), {"words": ("de", "pt", "en")})

    def language(guest: Person, **keys: Any) -> str:
        stay = facts(people={"guest": guest}, **keys)
        return (
            simulate_booking(AGENCY, Booking("B1", booking(("2026-05-01 12:00", stay)).changes), file)
            .messages[0]
            .language
        )

    ana = "ana@example.com"
    assert language(Person(ana, language="pt-BR")) == "pt"
    assert language(Person(ana, language="sk"), language="de") == "de"
    assert language(Person(ana, country="AT")) == "de"
    assert language(Person(ana, language="sk")) == "en"


def test_nobody_to_tell_is_visible() -> None:
    ran = run(("2026-05-01 12:00", facts(people={})), rules=(solution(ON_BOOKING),))
    assert shown(ran.tasks["Solution"]) == {1: "skipped(no_recipient)"}


def test_s26_the_first_channel_with_an_address_is_taken() -> None:
    rule = solution(
        ON_BOOKING,
        notifications=[
            {"to": "guest", "template": "words", "channels": [{"viber": {"timeout": "60m"}}, "email"]}
        ],
    )
    phone = facts(people={"guest": Person("ana@example.com", phone="+34600000000")})
    assert lines(run(("2026-05-01 12:00", phone), rules=(rule,))) == [
        "Solution guest +34600000000 05-01 12:02"
    ]
    assert lines(run(BOOKED, rules=(rule,))) == ["Solution guest ana@example.com 05-01 12:02"]


def test_a_solution_that_waits_for_a_person_sends_nothing_by_itself() -> None:
    ran = run(BOOKED, rules=(solution(ON_BOOKING, mode="prepare"),))
    assert shown(ran.tasks["Solution"]) == {1: "held(prepared)"}
    assert ran.file.languages == LANGUAGES
