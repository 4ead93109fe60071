"""S22: quiet hours in the recipient's clock: wait, go just before them, or stay unsent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Person, Property
from hospes.planning.claim_tasks import claim_tasks
from hospes.planning.models import Solution, Task
from tests.making import NOW, make_agency, make_facts, take_in
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

NIGHT = {"quiet_hours": {"from": "21:00", "to": "09:00"}}
AT_MIDNIGHT = {"anchor": "arrival", "offset": -2, "unit": "days", "at": "00:00"}
"""10 June, 00:00 in Madrid."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def planted(*rules: dict[str, Any], now: datetime = NOW, **facts: Any) -> Agency:
    agency = make_agency()
    save_rules(agency, *({"recipe": "free", "purpose": "news", **rule} for rule in rules))
    take_in(agency, make_facts(**facts), now=now)
    return agency


def looked_at() -> Task:
    """The only task, after the worker has looked at it at its due instant."""
    assert claim_tasks(now=Task.objects.get().due_at, limit=10) == []
    return Task.objects.get()


def test_the_clock_is_that_of_the_guests_country_before_the_stay() -> None:
    planted(
        {**NIGHT, "trigger": {**AT_MIDNIGHT, "at": "19:00"}},
        guest=PersonFacts(name="Anna", email="anna@example.com", country="IN"),
    )
    task = looked_at()
    assert (task.due_at, task.details) == (utc("2026-06-11 03:30"), {"waits": "quiet"})  # 9:00 in India


def test_the_guests_own_zone_goes_before_that_of_the_country() -> None:
    planted({**NIGHT, "trigger": {**AT_MIDNIGHT, "at": "12:00"}})
    Person.objects.filter(email="guest-b1@example.com").update(timezone="Pacific/Auckland", country="ES")
    assert looked_at().due_at == utc("2026-06-10 21:00")


def test_during_the_stay_it_is_the_clock_of_the_property() -> None:
    planted(
        {**NIGHT, "trigger": {"anchor": "arrival", "offset": 1, "unit": "days", "at": "19:00"}},
        guest=PersonFacts(name="Anna", email="anna@example.com", country="IN"),
    )
    assert len(claim_tasks(now=utc("2026-06-13 17:00"), limit=10)) == 1


def test_the_property_may_have_a_zone_of_its_own() -> None:
    planted({**NIGHT, "trigger": {"anchor": "arrival", "offset": 1, "unit": "days", "at": "21:30"}})
    Property.objects.update(timezone="Atlantic/Canary")
    assert len(claim_tasks(now=utc("2026-06-13 19:30"), limit=10)) == 1


def test_an_owners_message_follows_the_agencys_clock_whatever_the_guests() -> None:
    line = {"to": "owner", "template": "words", "channels": ["email"]}
    planted(
        {**NIGHT, "trigger": {**AT_MIDNIGHT, "at": "19:00"}, "notifications": [line]},
        guest=PersonFacts(name="Anna", email="anna@example.com", country="IN"),
    )
    assert len(claim_tasks(now=utc("2026-06-10 17:00"), limit=10)) == 1


def test_the_first_line_that_reaches_somebody_decides() -> None:
    lines = [
        {"to": "agent", "template": "words", "channels": ["email"]},
        {"to": "guest", "template": "words", "channels": ["sms"]},
        {"to": "owner", "template": "words", "channels": ["email"]},
    ]
    planted(
        {**NIGHT, "trigger": {**AT_MIDNIGHT, "at": "19:00"}, "notifications": lines},
        guest=PersonFacts(name="Anna", email="anna@example.com", country="IN"),
    )
    assert len(claim_tasks(now=utc("2026-06-10 17:00"), limit=10)) == 1


def test_the_start_is_quiet_and_the_end_is_not() -> None:
    planted({**NIGHT, "trigger": {**AT_MIDNIGHT, "at": "21:00"}})
    assert looked_at().due_at == utc("2026-06-11 07:00")
    assert len(claim_tasks(now=utc("2026-06-11 07:00"), limit=10)) == 1


def test_quiet_hours_that_start_at_their_end_are_none() -> None:
    planted({"quiet_hours": {"from": "00:00", "to": "00:00"}, "trigger": AT_MIDNIGHT})
    assert len(claim_tasks(now=utc("2026-06-09 22:00"), limit=10)) == 1


@pytest.mark.parametrize(("quiet_to", "goes"), [("02:30", "2026-10-25 00:30"), ("03:30", "2026-10-25 02:30")])
def test_an_end_in_the_hour_that_comes_twice_is_the_first_of_the_two(quiet_to: str, goes: str) -> None:
    planted(
        {"quiet_hours": {"from": "22:00", "to": quiet_to}, "trigger": AT_MIDNIGHT},
        arrival=date(2026, 10, 27),
        departure=date(2026, 10, 30),
    )
    assert looked_at().due_at == utc(goes)
    assert len(claim_tasks(now=utc(goes), limit=10)) == 1


BEFORE_CHECK_OUT = {"trigger": {"anchor": "departure", "offset": 0, "unit": "days", "at": "08:00"}}
"""V is the check-out on 19 June at 11:00."""
UNTIL_CHECK_OUT = {"quiet_hours": {"from": "21:00", "to": "11:00"}}


def test_what_cannot_wait_is_planned_a_minute_before_the_quiet_hours() -> None:
    planted({**BEFORE_CHECK_OUT, **UNTIL_CHECK_OUT})
    task = Task.objects.get()
    assert (task.planned_at, task.due_at) == (utc("2026-06-19 06:00"), utc("2026-06-18 18:59"))
    assert len(claim_tasks(now=utc("2026-06-18 18:59"), limit=10)) == 1


def test_what_is_planned_inside_them_and_cannot_wait_is_skipped() -> None:
    planted({**BEFORE_CHECK_OUT, **UNTIL_CHECK_OUT}, now=utc("2026-06-18 19:30"))
    assert Task.objects.get().due_at == utc("2026-06-19 06:00")
    task = looked_at()
    assert (task.state, task.reason) == ("skipped", "quiet")


@pytest.mark.parametrize("recipe", ["instructions", "pending_payment"])
def test_what_the_guest_cannot_do_without_goes_in_quiet_hours_rather_than_never(recipe: str) -> None:
    rule = {**BEFORE_CHECK_OUT, **UNTIL_CHECK_OUT, "recipe": recipe}
    planted(rule, now=utc("2026-06-18 19:30"), total=Decimal(100))
    assert len(claim_tasks(now=utc("2026-06-19 06:00"), limit=10)) == 1


def test_a_solution_can_be_marked_as_critical() -> None:
    planted({**BEFORE_CHECK_OUT, **UNTIL_CHECK_OUT}, now=utc("2026-06-18 19:30"))
    Solution.objects.update(is_critical=True)
    assert len(claim_tasks(now=utc("2026-06-19 06:00"), limit=10)) == 1


def test_a_worker_that_slept_past_the_minute_before_skips_it_too() -> None:
    planted({**BEFORE_CHECK_OUT, **UNTIL_CHECK_OUT})
    assert claim_tasks(now=utc("2026-06-18 20:00"), limit=10) == []
    assert (Task.objects.get().state, Task.objects.get().reason) == ("skipped", "quiet")


def test_S7_it_goes_at_its_instant_when_the_quiet_hours_were_shortened_meanwhile() -> None:
    planted({**BEFORE_CHECK_OUT, **UNTIL_CHECK_OUT})
    Solution.objects.update(quiet_to=time(7))
    assert claim_tasks(now=utc("2026-06-18 18:59"), limit=10) == []
    assert Task.objects.get().due_at == utc("2026-06-19 06:00")
    assert len(claim_tasks(now=utc("2026-06-19 06:00"), limit=10)) == 1


def test_an_answer_to_the_booking_is_given_at_night_too() -> None:
    booked = utc("2026-05-02 22:30")
    planted({**NIGHT, "trigger": {"anchor": "booked", "offset": 0, "unit": "minutes"}}, now=booked,
            booked_at=booked)  # fmt: skip
    assert len(claim_tasks(now=booked + timedelta(minutes=2), limit=10)) == 1


def test_what_the_owner_hears_of_the_booking_waits() -> None:
    booked = utc("2026-05-02 22:30")
    line = {"to": "owner", "template": "words", "channels": ["email"]}
    planted(
        {**NIGHT, "trigger": {"anchor": "booked", "offset": 0, "unit": "minutes"}, "notifications": [line]},
        now=booked,
        booked_at=booked,
    )
    assert looked_at().due_at == utc("2026-05-03 07:00")


def test_a_payment_is_answered_at_night_and_a_cancellation_by_the_agency_is_not() -> None:
    events = ({"anchor": f"event:{kind}", "offset": 0, "unit": "minutes"} for kind in ("paid", "cancelled"))
    agency = planted(
        *({**NIGHT, "trigger": event, "conditions": {"statuses": []}} for event in events), total=Decimal(100)
    )
    night = utc("2026-05-03 22:30")
    take_in(agency, make_facts(total=Decimal(100), paid=Decimal(100), status="cancelled"), now=night)
    claimed = claim_tasks(now=night + timedelta(minutes=2), limit=10)
    assert [Solution.objects.get(pk=task.solution_id).name for task in claimed] == ["Rule 1"]
    assert Task.objects.get(solution__name="Rule 2").due_at == utc("2026-05-04 07:00")
