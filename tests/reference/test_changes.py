"""What a change of the booking or of the solution does to tasks that exist: S12–S15."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tests.reference.examples import (
    AGENCY,
    booking,
    facts,
    madrid,
    planned,
    shown,
    solution,
    solution_file,
    utc,
)
from tests.reference.plan import Caller, Task, plan_pair
from tests.reference.run import execute_until, simulate_booking
from tests.reference.solutions import Solution
from tests.reference.world import Booking, Facts, situations

BEFORE = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
STAY = facts()
CANCELLED = facts(status="cancelled")


def moved_to(day: int, month: int = 6, **keys: Any) -> Facts:
    return facts(arrival=date(2026, month, day), departure=date(2026, month, day + 3), **keys)


def after(rule: Solution, *changes: tuple[str, Facts]) -> dict[int, str]:
    """Nothing was executed between the changes."""
    return shown(planned(rule, booking(*changes)))


def gone(rule: Solution, *changes: tuple[str, Facts]) -> list[tuple[int, str]]:
    """What went, in Madrid time, when everything due is executed."""
    run = simulate_booking(AGENCY, booking(*changes), solution_file(rule))
    zone = AGENCY.zone
    return [(m.occurrence, f"{m.at.astimezone(zone):%m-%d %H:%M}") for m in run.messages]


BOOKED = ("2026-05-01 12:00", STAY)


def test_s12_a_planned_task_moves_with_the_booking() -> None:
    assert after(solution(BEFORE), BOOKED, ("2026-05-10 09:00", moved_to(20))) == {
        1: "planned 2026-06-17 15:00"
    }


def test_s12_moved_into_the_past_it_is_late_from_the_time_of_the_move() -> None:
    assert after(solution(BEFORE), BOOKED, ("2026-05-10 09:00", moved_to(12, 5))) == {
        1: "planned 2026-05-10 09:02"
    }
    assert after(solution(BEFORE, late="skip"), BOOKED, ("2026-05-10 09:00", moved_to(12, 5))) == {
        1: "skipped(late)"
    }


def test_s12_instructions_go_once_more_when_the_arrival_moves_by_a_day() -> None:
    rule = solution(BEFORE, recipe="instructions")
    assert gone(rule, BOOKED, ("2026-06-08 09:00", moved_to(20))) == [(1, "06-07 15:00"), (2, "06-17 15:00")]


def test_s12_a_confirmation_review_or_marketing_message_never_goes_again() -> None:
    move = ("2026-06-08 09:00", moved_to(20))
    for keys in ({"purpose": "confirmation"}, {"recipe": "review_request"}, {"kind": "marketing"}):
        assert gone(solution(BEFORE, **keys), BOOKED, move) == [(1, "06-07 15:00")]


def test_s12_a_move_by_hours_within_the_day_repeats_nothing() -> None:
    lesson = facts(starts_at=utc("2026-06-10 08:00"), ends_at=utc("2026-06-10 09:00"))
    later = replace(lesson, starts_at=utc("2026-06-10 12:00"), ends_at=utc("2026-06-10 13:00"))
    rule = solution(BEFORE, recipe="instructions")
    assert gone(rule, ("2026-05-01 12:00", lesson), ("2026-06-08 09:00", later)) == [(1, "06-07 15:00")]


def test_s12_moved_and_back_before_the_second_goes_sends_nothing_more() -> None:
    rule = solution(BEFORE, recipe="instructions")
    back = (BOOKED, ("2026-06-08 09:00", moved_to(20)), ("2026-06-09 09:00", STAY))
    assert gone(rule, *back) == [(1, "06-07 15:00")]
    run = simulate_booking(AGENCY, booking(*back), solution_file(rule))
    assert shown(run.tasks["Solution"]) == {1: "done", 2: "withdrawn(moved_back)"}


def test_s12_of_a_repetition_the_done_occurrences_go_again_with_new_numbers() -> None:
    trigger = {"anchor": "arrival", "offset": -9, "unit": "days", "at": "10:00"}
    rule = solution(trigger, repeat={"every_days": 3, "times": 3})
    assert gone(rule, BOOKED, ("2026-06-05 09:00", moved_to(20))) == [
        (1, "06-01 10:00"),
        (2, "06-04 10:00"),
        (4, "06-11 10:00"),
        (5, "06-14 10:00"),
        (3, "06-17 10:00"),
    ]


MOVED = solution({"anchor": "event:moved", "offset": 0, "unit": "minutes"})


def test_s12_moves_within_ten_minutes_are_one_message_ten_minutes_after_the_last() -> None:
    changes = (
        BOOKED,
        ("2026-05-10 09:00", moved_to(20)),
        ("2026-05-10 09:08", moved_to(21)),
        ("2026-05-10 09:17", moved_to(22)),
        ("2026-05-12 09:00", moved_to(23)),
    )
    assert gone(MOVED, *changes) == [(1, "05-10 09:27"), (2, "05-12 09:10")]


def test_s12_a_move_back_within_ten_minutes_sends_nothing() -> None:
    changes = (BOOKED, ("2026-05-10 09:00", moved_to(20)), ("2026-05-10 09:08", STAY))
    assert gone(MOVED, *changes) == []
    assert after(MOVED, *changes) == {1: "withdrawn(moved_back)"}


def test_s13_cancelling_withdraws_what_does_not_want_cancelled_bookings() -> None:
    cancel = ("2026-05-10 09:00", CANCELLED)
    assert after(solution(BEFORE), BOOKED, cancel) == {1: "withdrawn(cancelled)"}
    both = solution(BEFORE, conditions={"statuses": ["confirmed", "cancelled"]})
    assert after(both, BOOKED, cancel) == {1: "planned 2026-06-07 15:00"}


def test_s14_a_reinstated_booking_is_planned_again() -> None:
    changes = (BOOKED, ("2026-05-10 09:00", CANCELLED), ("2026-05-11 09:00", STAY))
    assert after(solution(BEFORE), *changes) == {1: "planned 2026-06-07 15:00"}


def test_s14_what_was_missed_meanwhile_is_late_until_its_deadline() -> None:
    changes = (BOOKED, ("2026-05-10 09:00", CANCELLED), ("2026-06-09 09:00", STAY))
    assert after(solution(BEFORE), *changes) == {1: "planned 2026-06-09 09:02"}
    too_late = (BOOKED, ("2026-05-10 09:00", CANCELLED), ("2026-06-10 15:00", STAY))
    assert after(solution(BEFORE), *too_late) == {1: "skipped(too_late)"}


def test_s14_done_stays_done_and_a_reinstated_booking_is_not_confirmed_twice() -> None:
    confirmation = solution({"anchor": "event:confirmed", "offset": 0, "unit": "minutes"})
    reinstated = solution(
        {"anchor": "event:reinstated", "offset": 0, "unit": "minutes"}, conditions={"statuses": ["confirmed"]}
    )
    changes = (BOOKED, ("2026-05-10 09:00", CANCELLED), ("2026-05-11 09:00", STAY))
    assert gone(confirmation, *changes) == [(1, "05-01 12:02")]
    assert gone(reinstated, *changes) == [(1, "05-11 09:02")]


def run_until(rule: Solution, end: str) -> tuple[Booking, dict[int, Task]]:
    stay = booking(BOOKED)
    run = simulate_booking(AGENCY, stay, solution_file())
    run.file = solution_file(rule)
    run.plan()
    execute_until(run, madrid(end))
    return stay, run.tasks[rule.name]


def edit(rule: Solution, stay: Booking, tasks: Mapping[int, Task], now: str) -> dict[int, Task]:
    (seen,) = situations(AGENCY, stay)
    return plan_pair(rule, seen, tasks, Caller(madrid(now), edited=True))


def test_s15_an_edit_that_lands_in_the_past_is_skipped() -> None:
    stay, tasks = run_until(solution(BEFORE), "2026-05-20 12:00")
    earlier = solution({**BEFORE, "offset": -30})
    later = solution({**BEFORE, "offset": -2})
    assert shown(edit(earlier, stay, tasks, "2026-05-20 12:00")) == {1: "skipped(edit)"}
    assert shown(edit(later, stay, tasks, "2026-05-20 12:00")) == {1: "planned 2026-06-08 15:00"}


def test_s15_done_never_repeats_and_an_edit_that_changes_nothing_changes_nothing() -> None:
    stay, done = run_until(solution(BEFORE), "2026-06-08 12:00")
    assert shown(edit(solution({**BEFORE, "offset": -1}), stay, done, "2026-06-08 12:00")) == {1: "done"}
    stay, tasks = run_until(solution(BEFORE), "2026-05-20 12:00")
    assert edit(solution(BEFORE), stay, tasks, "2026-05-20 12:00") == tasks


def test_s15_off_withdraws_and_on_plans_again_what_is_still_to_come() -> None:
    rule = solution(BEFORE)
    off = replace(rule, active=False)
    stay, tasks = run_until(rule, "2026-05-20 12:00")
    (seen,) = situations(AGENCY, stay)
    withdrawn = plan_pair(off, seen, tasks, Caller(madrid("2026-05-21 12:00")))
    assert shown(withdrawn) == {1: "withdrawn(off)"}
    for now, expected in (
        ("2026-06-01 12:00", "planned 2026-06-07 15:00"),
        ("2026-06-08 12:00", "expired(off)"),
    ):
        on = replace(rule, switched_on_at=madrid(now), applies_to="new")
        assert shown(plan_pair(on, seen, withdrawn, Caller(madrid(now)))) == {1: expected}


def test_a_task_that_a_person_skipped_or_held_stays_so_when_the_booking_moves() -> None:
    stay = booking(BOOKED, ("2026-05-10 09:00", moved_to(20)))
    first, second = situations(AGENCY, stay)
    tasks = plan_pair(solution(BEFORE), first, {})
    for state in ("skipped", "held"):
        by_person = {1: tasks[1].ended(state, "by_person")}
        assert shown(plan_pair(solution(BEFORE), second, by_person)) == {1: f"{state}(by_person)"}


def test_an_extended_stay_revives_what_was_too_late() -> None:
    rule = solution(BEFORE, recipe="instructions")
    over = facts(booked_at=madrid("2026-06-13 11:00"))
    assert after(rule, ("2026-06-13 11:00", over)) == {1: "skipped(too_late)"}
    longer = replace(over, departure=date(2026, 6, 15))
    assert after(rule, ("2026-06-13 11:00", over), ("2026-06-13 11:30", longer)) == {
        1: "planned 2026-06-13 11:32"
    }
