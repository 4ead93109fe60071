from typing import Any

from tests.reference.examples import AGENCY, MADRID, booking, facts, shown, solution, solution_file
from tests.reference.run import BookingRun, simulate_booking
from tests.reference.solutions import Solution
from tests.reference.world import Facts, Person

BEFORE = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
NOON = "2026-05-01 12:00"


def rules(*changes: dict[str, Any]) -> tuple[Solution, ...]:
    """Rule 1, Rule 2 … in the order of the file, three days before the arrival on 10 June at 15:00."""
    made = []
    for n, change in enumerate(changes):
        keys = {"trigger": BEFORE, "name": f"Rule {n + 1}", **change}
        made.append(solution(keys.pop("trigger"), **keys))
    return tuple(Solution(**{**vars(rule), "order": n}) for n, rule in enumerate(made))


def run(*changes: dict[str, Any], f: Facts | None = None, at: str = NOON) -> BookingRun:
    return simulate_booking(AGENCY, booking((at, f or facts())), solution_file(*rules(*changes)))


def lines(ran: BookingRun) -> list[str]:
    return [f"{m.solution} {m.at.astimezone(MADRID):%m-%d %H:%M}" for m in ran.messages]


def late_facts() -> Facts:
    return facts(booked_at=facts().booked_at.replace(month=6, day=9))


def to(role: str) -> dict[str, Any]:
    return {"notifications": [{"to": role, "template": "words", "channels": ["email"]}]}


def test_s21_messages_of_a_minute_go_two_minutes_apart_in_the_order_of_the_journey() -> None:
    later = {"trigger": {**BEFORE, "at": "15:01"}}
    assert lines(run(later, {}, {})) == ["Rule 2 06-07 15:00", "Rule 3 06-07 15:02", "Rule 1 06-07 15:04"]


def test_s21_what_the_owner_gets_neither_waits_nor_counts() -> None:
    assert lines(run({}, to("owner"), {})) == [
        "Rule 1 06-07 15:00",
        "Rule 2 06-07 15:00",
        "Rule 3 06-07 15:02",
    ]


def test_s21_what_lies_before_the_booking_does_not_overtake_its_confirmation() -> None:
    confirm = {"trigger": {"anchor": "booked", "offset": 0, "unit": "minutes"}}
    assert lines(run(confirm, {}, f=late_facts(), at="2026-06-09 12:00")) == [
        "Rule 1 06-09 12:02",
        "Rule 2 06-09 12:04",
    ]


def test_s21_it_goes_at_once_when_waiting_would_reach_its_deadline() -> None:
    hurried = {"deadline": {**BEFORE, "at": "15:02"}}
    assert lines(run({}, hurried)) == ["Rule 1 06-07 15:00", "Rule 2 06-07 15:00"]


def test_s21_one_advertisement_a_day_and_three_a_stay() -> None:
    daily = {"trigger": {**BEFORE, "offset": -9}, "repeat": {"every_days": 1, "times": 4}}
    ran = run({**daily, "kind": "marketing"}, {"trigger": {**BEFORE, "offset": -9}, "kind": "marketing"})
    assert lines(ran) == ["Rule 1 06-01 15:00", "Rule 2 06-02 00:00", "Rule 1 06-03 00:00"]
    assert shown(ran.tasks["Rule 1"]) == {
        1: "done",
        2: "done",
        3: "skipped(capped)",
        4: "skipped(capped)",
    }


def test_s9_late_messages_to_one_guest_become_one() -> None:
    bundle = {"late": "bundle"}
    ran = run(bundle, bundle, {**bundle, **to("owner")}, f=late_facts(), at="2026-06-09 12:00")
    assert lines(ran) == ["Rule 1 06-09 12:02", "Rule 3 06-09 12:02"]
    assert [shown(tasks) for tasks in ran.tasks.values()] == [{1: "done"}, {1: "done"}, {1: "done"}]


def test_s22_during_the_stay_the_clock_is_that_of_the_property() -> None:
    evening = {
        "trigger": {**BEFORE, "offset": 1, "at": "19:00"},
        "quiet_hours": {"from": "21:00", "to": "09:00"},
    }
    indian = facts(people={"guest": Person("ana@example.com", country="IN")})
    assert lines(run(evening, f=indian)) == ["Rule 1 06-11 19:00"]
    before = {**evening, "trigger": {**BEFORE, "at": "19:00"}}
    assert lines(run(before, f=indian)) == ["Rule 1 06-08 05:30"]


def test_s22_critical_messages_go_in_quiet_hours_rather_than_never() -> None:
    quiet = {
        "quiet_hours": {"from": "12:00", "to": "15:00"},
        "trigger": {**BEFORE, "offset": 0, "at": "14:00"},
    }
    known = facts(booked_at=facts().booked_at.replace(month=6, day=10))
    ran = run({**quiet, "critical": True}, quiet, f=known, at="2026-06-10 12:30")
    assert lines(ran) == ["Rule 1 06-10 14:00"]
    assert shown(ran.tasks["Rule 2"]) == {1: "skipped(quiet)"}
