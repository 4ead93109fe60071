"""`plan_tasks`: who refused, who never agreed, whose payment is under way, whose doing an event was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.facts import Origin
from hospes.bookings.models import Booking, Permission, Person
from hospes.bookings.receive_bookings import receive_bookings
from hospes.bookings.reinstate_bookings import reinstate_booking
from hospes.planning.explain_booking import explain_booking
from hospes.planning.models import GroupProperty, MessageGroup, Solution, Task
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.release_waiting_tasks import release_waiting_tasks
from tests.making import NOW, make_agency, make_facts
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
MONEY = Decimal(100)
CHANNELS = ["email", "sms"]


def booked(rule: dict[str, Any], channels: list[str] | None = None, **facts: Any) -> tuple[Agency, int]:
    """An agency with one solution for the guest on these channels, and a booking that is not planned."""
    agency = make_agency()
    save_rules(agency, {"purpose": "news", **rule})
    Solution.objects.update(guest_channels=channels or [])
    (received,) = receive_bookings(agency.pk, [make_facts(**facts)], now=NOW, origin=Origin.LIVE)
    assert received.booking_id
    return agency, received.booking_id


def say(kind: str, channel: str, *, is_allowed: bool) -> None:
    guest = Person.objects.get(name="Anna Keller")
    key: dict[str, Any] = {"agency_id": guest.agency_id, "person": guest, "kind": kind, "channel": channel}
    Permission.objects.update_or_create(**key, defaults={"is_allowed": is_allowed, "changed_at": NOW})


def plan(agency: Agency, now: datetime = NOW) -> list[tuple[int, str, str]]:
    """Occurrence, state and reason of every task after planning."""
    plan_tasks(agency.pk, now=now)
    return list(Task.objects.order_by("occurrence").values_list("occurrence", "state", "reason"))


def verdict(agency: Agency, booking_id: int) -> str:
    (explanation,) = explain_booking(agency.pk, booking_id, now=NOW)
    return explanation.verdict


def test_S25_marketing_is_planned_only_with_consent_on_one_of_its_channels() -> None:
    agency, booking_id = booked({"kind": "marketing"}, CHANNELS)
    assert (plan(agency), verdict(agency, booking_id)) == ([], "consent")
    say("marketing", "viber", is_allowed=True)
    assert plan(agency) == []
    say("marketing", "sms", is_allowed=True)
    assert (plan(agency), verdict(agency, booking_id)) == ([(1, "planned", "")], "eligible")


def test_S25_service_is_planned_unless_all_of_its_channels_are_refused() -> None:
    agency, booking_id = booked({"kind": "service"}, CHANNELS)
    say("service", "sms", is_allowed=False)
    assert plan(agency) == [(1, "planned", "")]
    say("service", "email", is_allowed=False)
    assert plan(agency) == [(1, "withdrawn", "opted_out")]
    assert verdict(agency, booking_id) == "consent"
    say("service", "email", is_allowed=True)
    assert plan(agency) == [(1, "planned", "")]


def test_S25_transactional_messages_are_planned_whatever_was_refused() -> None:
    agency, _ = booked({"kind": "transactional"}, CHANNELS)
    for channel in CHANNELS:
        say("service", channel, is_allowed=False)
    assert plan(agency) == [(1, "planned", "")]


def test_S25_a_solution_that_writes_to_others_too_is_planned_without_the_guests_consent() -> None:
    agency, _ = booked({"kind": "marketing"}, [])
    assert plan(agency) == [(1, "planned", "")]


def test_S29_a_payment_under_way_holds_the_reminder_until_it_is_over() -> None:
    rule = {"recipe": "pending_payment", "trigger": {"anchor": "booked", "offset": 1, "unit": "days"}}
    agency, _ = booked(rule, total=MONEY)
    assert plan(agency) == [(1, "planned", "")]
    Booking.objects.update(paying_since=NOW)
    assert plan(agency, NOW + HOUR) == [(1, "held", "paying")]
    assert plan(agency, NOW + HOUR) == [(1, "held", "paying")]
    Booking.objects.update(paying_since=None)
    assert plan(agency, NOW + 2 * DAY) == [(1, "planned", "")]
    assert Task.objects.get().due_at == NOW + 2 * DAY + timedelta(minutes=2)


def test_S29_a_payment_that_ends_within_the_grace_before_the_deadline_lets_nothing_go() -> None:
    arrival = datetime(2026, 6, 12, 13, 0, tzinfo=UTC)
    rule = {"recipe": "pending_payment", "trigger": {"anchor": "booked", "offset": 1, "unit": "days"}}
    agency, _ = booked(rule, total=MONEY)
    Booking.objects.update(paying_since=arrival - HOUR)
    assert plan(agency, NOW + HOUR) == [(1, "held", "paying")]
    Booking.objects.update(paying_since=None)
    assert plan(agency, arrival - SECOND) == [(1, "expired", "deadline")]
    assert plan(agency, arrival - SECOND) == [(1, "expired", "deadline")]


def test_S29_a_payment_that_nobody_finishes_holds_the_reminder_for_two_hours() -> None:
    rule = {"recipe": "pending_payment", "trigger": {"anchor": "booked", "offset": 0, "unit": "minutes"}}
    agency, _ = booked(rule, total=MONEY)
    Booking.objects.update(paying_since=NOW + HOUR)
    assert plan(agency, NOW + HOUR) == [(1, "held", "paying")]
    assert release_waiting_tasks(now=NOW + 3 * HOUR - SECOND) == 0
    assert release_waiting_tasks(now=NOW + 3 * HOUR, agency_id=agency.pk + 1) == 0
    assert release_waiting_tasks(now=NOW + 3 * HOUR, agency_id=agency.pk) == 1
    assert [(t.state, t.reason, t.due_at) for t in Task.objects.all()] == [("planned", "", NOW + 3 * HOUR)]
    assert plan(agency, NOW + 3 * HOUR) == [(1, "planned", "")]


def test_S29_planning_ends_an_old_payment_by_itself_and_leaves_other_holds() -> None:
    rule = {"recipe": "pending_payment", "trigger": {"anchor": "booked", "offset": 1, "unit": "days"}}
    agency, _ = booked(rule, total=MONEY)
    Booking.objects.update(paying_since=NOW)
    assert plan(agency, NOW + HOUR) == [(1, "held", "paying")]
    assert plan(agency, NOW + 2 * HOUR) == [(1, "planned", "")]
    Task.objects.update(state="held", reason="by_person")
    assert release_waiting_tasks(now=NOW + 4 * HOUR) == 0


def test_S29_a_booking_that_comes_in_while_paying_is_held_at_once() -> None:
    agency, booking_id = booked({"recipe": "pending_payment"}, total=MONEY)
    Booking.objects.update(paying_since=NOW)
    (explanation,) = explain_booking(agency.pk, booking_id, now=NOW)
    assert [(o.state, o.reason) for o in explanation.occurrences] == [("held", "paying")]
    assert plan(agency) == [(1, "held", "paying")]


def test_S29_a_payment_under_way_leaves_other_messages_and_a_persons_hold_alone() -> None:
    agency, _ = booked({"recipe": "pending_payment"}, total=MONEY)
    plan(agency)
    Task.objects.update(state="held", reason="by_person")
    Booking.objects.update(paying_since=NOW)
    assert plan(agency) == [(1, "held", "by_person")]
    Task.objects.all().delete()
    Solution.objects.update(recipe="instructions")
    assert plan(agency) == [(1, "planned", "")]


@pytest.mark.parametrize("anchor", [{"anchor": "booked", "offset": 9}, {"anchor": "arrival", "offset": -9}])
def test_S29_asking_for_a_payment_ends_when_it_is_paid(anchor: dict[str, Any]) -> None:
    agency, _ = booked({"recipe": "pending_payment", "trigger": {**anchor, "unit": "days"}}, total=MONEY)
    assert plan(agency) == [(1, "planned", "")]
    facts = make_facts(total=MONEY, paid=MONEY, version_at=NOW + DAY)
    receive_bookings(agency.pk, [facts], now=NOW + DAY, origin=Origin.LIVE)
    assert plan(agency, NOW + DAY) == [(1, "expired", "deadline")]
    assert Task.objects.get().deadline == NOW + DAY


def test_a_solution_of_a_message_group_applies_to_its_properties_only() -> None:
    agency, booking_id = booked({})
    group = MessageGroup.objects.create(agency_id=agency.pk, name="Beach", created_at=NOW)
    Solution.objects.update(message_group=group)
    assert (plan(agency), verdict(agency, booking_id)) == ([], "message_group")
    home = Booking.objects.get().property_id
    GroupProperty.objects.create(agency_id=agency.pk, group=group, property_id=home)
    assert plan(agency) == [(1, "planned", "")]


def test_a_correction_stays_until_its_booking_is_cancelled() -> None:
    agency, booking_id = booked({"active": False})
    plan(agency)
    task = Task(
        agency_id=agency.pk, booking_id=booking_id, solution=Solution.objects.get(), occurrence=10_001,
        state="held", reason="prepared", planned_at=NOW, due_at=NOW, eligible_at=NOW, zone="Europe/Madrid",
        solution_version=1, corrects=7, changed_at=NOW,
    )  # fmt: skip
    task.save()
    assert plan(agency) == [(10_001, "held", "prepared")]
    cancel_booking(agency.pk, booking_id, now=NOW + DAY, by="guest")
    assert plan(agency, NOW + DAY) == [(10_001, "withdrawn", "cancelled")]


def test_a_correction_that_is_done_is_no_round_of_its_solution() -> None:
    agency, _ = booked({})
    plan(agency)
    Task.objects.update(occurrence=10_001, state="done", corrects=7)
    assert plan(agency) == [(1, "planned", ""), (10_001, "done", "")]


@pytest.mark.parametrize(("by", "guests", "ours"), [("guest", 1, 0), ("agency", 0, 1), ("", 0, 1)])
def test_S13_a_cancellation_is_told_by_who_did_it(by: str, guests: int, ours: int) -> None:
    agency = make_agency()
    rule = {"trigger": {"anchor": "event:cancelled"}, "conditions": {"statuses": ["cancelled"]}}
    save_rules(agency, {**rule, "name": "guest"}, {**rule, "name": "us"})
    for name in ("guest", "us"):
        Solution.objects.filter(name=name).update(event_by=name)
    (received,) = receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    cancel_booking(agency.pk, received.booking_id or 0, now=NOW + DAY, by=by)
    plan_tasks(agency.pk, now=NOW + DAY)
    found = list(Task.objects.values_list("solution__name", flat=True))
    assert (found.count("guest"), found.count("us")) == (guests, ours)


def test_S14_a_reinstated_booking_says_so_once_and_is_not_confirmed_again() -> None:
    agency = make_agency()
    save_rules(
        agency,
        {"name": "confirmed", "trigger": {"anchor": "event:confirmed"}},
        {"name": "reinstated", "trigger": {"anchor": "event:reinstated"}},
    )
    (received,) = receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    plan_tasks(agency.pk, now=NOW)
    Task.objects.update(state="done")
    cancel_booking(agency.pk, received.booking_id or 0, now=NOW + DAY, by="guest")
    plan_tasks(agency.pk, now=NOW + DAY)
    reinstate_booking(agency.pk, received.booking_id or 0, now=NOW + 2 * DAY)
    plan_tasks(agency.pk, now=NOW + 2 * DAY)
    assert sorted(Task.objects.values_list("solution__name", "occurrence", "state")) == [
        ("confirmed", 1, "done"),
        ("reinstated", 1, "planned"),
    ]


def test_S14_a_first_confirmation_that_the_cancellation_withdrew_goes_after_all() -> None:
    agency, booking_id = booked({"trigger": {"anchor": "event:confirmed"}})
    plan(agency)
    cancel_booking(agency.pk, booking_id, now=NOW + timedelta(minutes=1), by="guest")
    assert plan(agency, NOW + timedelta(minutes=1)) == [(1, "withdrawn", "cancelled")]
    reinstate_booking(agency.pk, booking_id, now=NOW + timedelta(hours=3))
    assert plan(agency, NOW + timedelta(hours=3)) == [(1, "planned", "")]
    assert Task.objects.get().due_at == datetime(2026, 5, 1, 11, 2, tzinfo=UTC)
