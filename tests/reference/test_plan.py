from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reference.examples import AGENCY, booking, facts, madrid, planned, shown, solution
from tests.reference.plan import refusal
from tests.reference.world import Booking, Change, Portal, Property, Situation, situations

ON_BOOKING = {"anchor": "booked", "offset": 0, "unit": "minutes"}
BEFORE = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
AFTER = {"anchor": "departure", "offset": 1, "unit": "days", "at": "10:00"}
STAY = facts()


def seen_at(f: Any, first_seen: str, **keys: Any) -> Any:
    return booking((first_seen, f), **keys)


def when_booked(f: Any) -> Any:
    return Booking("B1", (Change(f.booked_at, f),))


def plan(rule: Any, f: Any = STAY) -> dict[int, str]:
    return shown(planned(rule, when_booked(f)))


def test_a_task_in_the_future_is_due_when_planned() -> None:
    assert plan(solution(BEFORE)) == {1: "planned 2026-06-07 15:00"}


def test_s8_what_is_due_at_the_instant_of_booking_is_late_and_gets_the_grace() -> None:
    assert plan(solution(ON_BOOKING)) == {1: "planned 2026-05-01 12:02"}


def test_s8_a_clock_time_already_past_on_the_day_of_booking_is_late_not_tomorrow() -> None:
    trigger = {"anchor": "booked", "offset": 0, "unit": "days", "at": "15:00"}
    stay = facts(booked_at=madrid("2026-05-01 16:00"))
    assert plan(solution(trigger), stay) == {1: "planned 2026-05-01 16:02"}
    assert planned(solution(trigger), when_booked(stay))[1].late


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        ("send_now", "planned 2026-06-08 12:02"),
        ("bundle", "planned 2026-06-08 12:02"),
        ("skip", "skipped(late)"),
        ({"send_if_within": "21h"}, "planned 2026-06-08 12:02"),
        ({"send_if_within": "20h"}, "skipped(late)"),
    ],
)
def test_s9_a_late_task_follows_the_policy(late: Any, expected: str) -> None:
    # P is 7 June 15:00, booked 21 hours later.
    stay = facts(booked_at=madrid("2026-06-08 12:00"))
    assert plan(solution(BEFORE, late=late), stay) == {1: expected}


def test_s9_of_late_occurrences_only_the_last_goes() -> None:
    rule = solution(
        {"anchor": "arrival", "offset": -9, "unit": "days", "at": "10:00"},
        repeat={"every_days": 3, "times": 4},
    )
    stay = facts(booked_at=madrid("2026-06-05 12:00"))
    assert plan(rule, stay) == {
        1: "skipped(superseded)",
        2: "planned 2026-06-05 12:02",
        3: "planned 2026-06-07 10:00",
        4: "planned 2026-06-10 10:00",
    }


@pytest.mark.parametrize(
    ("keys", "trigger", "deadline"),
    [
        ({}, ON_BOOKING, "2026-06-10 15:00"),
        ({}, BEFORE, "2026-06-10 15:00"),
        ({"recipe": "instructions"}, BEFORE, "2026-06-13 11:00"),
        ({"purpose": "arrival_info"}, BEFORE, "2026-06-13 11:00"),
        ({}, {"anchor": "arrival", "offset": 0, "unit": "minutes"}, "2026-06-13 11:00"),
        ({}, {"anchor": "arrival", "offset": 0, "unit": "days", "at": "09:00"}, "2026-06-10 15:00"),
        ({}, {"anchor": "arrival", "offset": 1, "unit": "days", "at": "09:00"}, "2026-06-13 11:00"),
        ({}, {"anchor": "departure", "offset": -1, "unit": "days", "at": "18:00"}, "2026-06-13 11:00"),
        ({}, {"anchor": "departure", "offset": 0, "unit": "days", "at": "08:00"}, "2026-06-13 11:00"),
        ({}, AFTER, "2026-06-27 11:00"),
        (
            {"deadline": {"anchor": "arrival", "offset": 1, "unit": "days", "at": "12:00"}},
            BEFORE,
            "2026-06-11 12:00",
        ),
    ],
)
def test_s10_the_deadline_follows_the_anchor(keys: Any, trigger: Any, deadline: str) -> None:
    assert planned(solution(trigger, **keys), when_booked(STAY))[1].deadline == madrid(deadline)


def test_s10_news_is_fresh_for_two_days() -> None:
    rule = solution({"anchor": "event:confirmed", "offset": 0, "unit": "minutes"})
    assert planned(rule, when_booked(STAY))[1].deadline == madrid("2026-05-03 12:00")


def test_s10_a_reminder_of_the_date_of_payment_ends_when_it_is_paid() -> None:
    rule = solution({"anchor": "payment_due", "offset": -1, "unit": "days", "at": "10:00"})
    stay = facts(payment_due=date(2026, 6, 1))
    paid = replace(stay, paid=Decimal(300))
    assert plan(rule, stay) == {1: "planned 2026-05-31 10:00"}
    assert shown(planned(rule, booking(("2026-05-01 12:00", stay), ("2026-05-20 09:00", paid)))) == {
        1: "expired(deadline)"
    }


def test_s10_a_last_visit_ends_with_the_next_booking() -> None:
    rule = solution(
        {"anchor": "last_visit", "offset": 6, "unit": "months", "at": "10:00"},
        conditions={"statuses": ["completed"]},
    )
    gone = facts(status="completed")
    back = replace(gone, next_booked_at=madrid("2026-08-01 10:00"))
    assert plan(rule, gone) == {1: "planned 2026-12-10 10:00"}
    assert shown(planned(rule, booking(("2026-06-13 12:00", gone), ("2026-08-01 10:00", back)))) == {
        1: "expired(deadline)"
    }


def test_s10_a_deadline_that_has_passed_is_visible_as_too_late() -> None:
    stay = facts(booked_at=madrid("2026-06-10 15:00"))
    assert plan(solution(BEFORE), stay) == {1: "skipped(too_late)"}
    assert plan(solution(BEFORE, recipe="instructions"), stay) == {1: "planned 2026-06-10 15:02"}


def test_s10_nothing_is_planned_at_or_after_its_deadline() -> None:
    stay = facts(booked_at=madrid("2026-06-10 14:58"))
    assert plan(solution(BEFORE), stay) == {1: "expired(deadline)"}


def test_s10_a_departure_in_a_gap_of_14_days_keeps_the_local_time() -> None:
    stay = facts(arrival=date(2026, 3, 18), departure=date(2026, 3, 20), booked_at=madrid("2026-03-01 12:00"))
    # 29 March is the change of time: 11:00 stays 11:00.
    assert planned(solution(AFTER), when_booked(stay))[1].deadline == madrid("2026-04-03 11:00")


def test_s11_a_pair_that_does_not_meet_the_conditions_has_no_task() -> None:
    assert plan(solution(BEFORE, conditions={"nights": {"min": 7}})) == {}
    assert plan(solution(BEFORE), facts(portal=Portal("Airbnb", excluded=True))) == {}
    assert plan(solution(BEFORE, active=False)) == {}


def test_s29_nobody_is_reminded_to_pay_in_the_first_two_hours() -> None:
    stay = facts(booked_at=madrid("2026-06-08 12:00"))
    assert plan(solution(BEFORE, recipe="pending_payment"), stay) == {1: "planned 2026-06-08 14:00"}


def test_s30_a_no_show_is_not_asked_for_a_review_nor_somebody_who_has_written_one() -> None:
    rule = solution(AFTER, recipe="review_request", conditions={"statuses": []})
    assert plan(rule, facts(status="no_show")) == {}
    written = booking(("2026-06-13 12:00", STAY))
    reviewed = replace(
        written, changes=(*written.changes, Change(madrid("2026-06-13 14:00"), STAY, ("review_received",)))
    )
    assert shown(planned(rule, reviewed)) == {1: "withdrawn(conditions)"}


@pytest.mark.parametrize(
    ("keys", "first_seen", "expected"),
    [
        ({"applies_to": "new"}, "2026-05-19 12:00", {}),
        ({"applies_to": "new"}, "2026-05-20 12:00", {1: "planned 2026-06-07 15:00"}),
        ({"applies_to": "existing"}, "2026-05-19 12:00", {1: "planned 2026-06-07 15:00"}),
        ({"applies_to": {"since": "2026-05-01T00:00"}}, "2026-05-01 00:00", {1: "planned 2026-06-07 15:00"}),
        ({"applies_to": {"since": "2026-05-01T00:00"}}, "2026-04-30 23:59", {}),
    ],
)
def test_s16_scope_is_the_moment_of_first_sight(keys: Any, first_seen: str, expected: dict[int, str]) -> None:
    rule = replace(solution(BEFORE, **keys), switched_on_at=madrid("2026-05-20 12:00"))
    stay = facts(booked_at=madrid("2026-04-30 12:00"))
    assert shown(planned(rule, seen_at(stay, first_seen))) == expected


def test_s16_for_existing_bookings_only_what_is_still_in_the_future() -> None:
    rule = replace(solution(BEFORE), switched_on_at=madrid("2026-06-08 09:00"))
    assert plan(rule) == {1: "skipped(existing)"}
    later = facts(booked_at=madrid("2026-06-08 12:00"))
    assert plan(rule, later) == {1: "planned 2026-06-08 12:02"}


IMPORTED = {
    "booked": (ON_BOOKING, "skipped(imported)"),
    "booked later": ({"anchor": "booked", "offset": 9, "unit": "days", "at": "10:00"}, "skipped(imported)"),
    "event": ({"anchor": "event:confirmed", "offset": 0, "unit": "minutes"}, "skipped(imported)"),
    "arrival": (BEFORE, "planned 2026-06-07 15:00"),
    "late arrival": ({"anchor": "arrival", "offset": -60, "unit": "days", "at": "15:00"}, "held(imported)"),
}


@pytest.mark.parametrize(("trigger", "expected"), IMPORTED.values(), ids=IMPORTED.keys())
def test_s17_an_imported_booking_is_not_told_old_news(trigger: Any, expected: str) -> None:
    stay = seen_at(STAY, "2026-05-03 12:00", from_import=True)
    assert shown(planned(solution(trigger), stay)) == {1: expected}


def test_s17_quarantine_comes_before_the_policy_for_late_ones() -> None:
    rule = solution({"anchor": "arrival", "offset": -60, "unit": "days", "at": "15:00"}, late="skip")
    stay = seen_at(STAY, "2026-05-03 12:00", from_import=True)
    assert shown(planned(rule, stay)) == {1: "held(imported)"}


def test_s17_a_booking_imported_within_the_hour_is_ordinary() -> None:
    stay = seen_at(STAY, "2026-05-01 13:00", from_import=True)
    assert shown(planned(solution(ON_BOOKING), stay)) == {1: "planned 2026-05-01 13:02"}


def test_s17_a_late_review_that_becomes_possible_after_the_import_is_ordinary() -> None:
    stay = booking(
        ("2026-05-03 12:00", STAY), ("2026-06-15 12:00", facts(status="completed")), from_import=True
    )
    rule = solution(AFTER, conditions={"statuses": ["completed"]})
    assert shown(planned(rule, stay)) == {1: "planned 2026-06-15 12:02"}


def test_a_refusal_names_its_reason() -> None:
    here = next(iter(situations_of(STAY)))
    assert refusal(solution(BEFORE), here, {}) is None
    assert refusal(solution(BEFORE, active=False), here, {}) == "off"
    assert refusal(solution(BEFORE, conditions={"party": {"min": 9}}), here, {}) == "conditions"
    assert refusal(solution(BEFORE), next(iter(situations_of(facts(status="cancelled")))), {}) == "cancelled"


def situations_of(f: Any) -> list[Situation]:
    return list(situations(AGENCY, when_booked(f)))


def test_a_property_with_its_own_zone_and_times_moves_the_deadline() -> None:
    apia = Property("Fale", ZoneInfo("Pacific/Apia"), check_in=time(14))
    task = planned(solution(BEFORE), when_booked(facts(property=apia)))[1]
    assert task.planned_at == madrid("2026-06-07 15:00")
    # 14:00 in Apia is 03:00 in Madrid, the same day.
    assert task.deadline == madrid("2026-06-10 03:00")
    assert task.deadline - task.planned_at == timedelta(days=2, hours=12)
