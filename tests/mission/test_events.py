"""Own messages that an event triggers (mission.md, solutions and tasks, trigger on events).

systems/003: awaiting confirmation, confirmed, rejected, cancelled, moved. systems/002, “Custom messages”:
made, ended by itself, and states that only a person sets. The built-in ones are tested in
tests/planning/test_system_notifications.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hospes.bookings.move_bookings import Dates, move_booking
from hospes.bookings.record_payments import PaymentFacts, record_payment
from tests.making import NOW
from tests.mission.world import World, appointment, at, delivered, moments

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def event(kind: str, *statuses: str) -> str:
    named = ", ".join(statuses)
    return f'{{trigger: {{anchor: "event:{kind}", unit: minutes}}, conditions: {{statuses: [{named}]}}}}'


def test_making_a_booking_triggers_a_message() -> None:
    # systems/002: "making a reservation" is an automatic event.
    world = World()
    world.rule(event("booked", "pending", "confirmed"))
    world.books(status="pending")
    world.passes("2026-05-01 23:00")
    assert moments() == ["2026-05-01 10:02"]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("confirmed", "pending", "confirmed"),
        ("rejected", "pending", "rejected"),
        ("cancelled", "confirmed", "cancelled"),
        ("completed", "confirmed", "completed"),
        ("no_show", "confirmed", "no_show"),
        ("reinstated", "cancelled", "confirmed"),
    ],
)
def test_a_change_of_status_triggers_its_own_message_once(kind: str, before: str, after: str) -> None:
    world = World()
    world.rules(
        """
        solutions:
          - name: Received
            trigger: {anchor: booked, unit: minutes}
            conditions: {statuses: []}
            notifications: [{to: guest, template: said}]
        """
    )
    world.books(status=before)
    world.passes("2026-05-01 10:30")
    world.rule(event(kind, after))
    world.books(status=after, now=LATER)
    world.passes("2026-05-02 10:00")
    assert moments(solution__name="Ours") == ["2026-05-01 11:02"]


def test_the_end_of_the_term_is_decided_by_the_clock() -> None:
    # systems/002: "the end of the booked date ... is automatically evaluated based on the booking time";
    # a questionnaire goes as soon as the booking ends.
    world = World()
    world.rule("trigger: {anchor: departure, offset: 0, unit: minutes}")
    world.books(**appointment("2026-06-12 18:00", 90))
    world.passes("2026-06-13 00:00")
    assert moments() == ["2026-06-12 19:30"]


def test_without_a_change_by_hand_the_message_on_completion_is_not_sent() -> None:
    # systems/002: "unless you change the reservation status ..., the ... message will not be sent".
    world = World()
    world.rule(event("completed", "completed"))
    world.books()
    world.passes("2026-07-30 00:00")
    assert delivered() == []


def test_a_move_tells_the_old_and_the_new_date() -> None:
    # systems/003, Omlægning af booking; mission: old and new date.
    world = World()
    words = "{{ booking.old_arrival | date: '%d.%m.' }} → {{ booking.arrival | date: '%d.%m.' }}"
    world.rules(
        f"""
        solutions:
          - name: Moved
            trigger: {{anchor: "event:moved", unit: minutes}}
            notifications: [{{to: guest, template: dates}}]
        templates:
          - name: dates
            versions: {{en: {{subject: New dates, text: "{words}"}}}}
        """
    )
    booking = world.books()
    dates = Dates(date(2026, 6, 20), date(2026, 6, 27))
    world.does(move_booking, booking, dates, now=LATER, by="guest")
    world.passes("2026-05-02 00:00")
    assert [message.text for message in delivered()] == ["12.06. → 20.06."]


def test_a_payment_triggers_a_message() -> None:
    world = World()
    world.rule(event("paid", "confirmed"))
    booking = world.books(total=Decimal(840))
    payment = PaymentFacts("bank-1", Decimal(840), "EUR", LATER, "bank")
    world.does(record_payment, booking, payment, now=LATER)
    world.passes("2026-05-02 00:00")
    assert moments() == ["2026-05-01 11:02"]


def test_the_guests_and_the_agencys_cancellation_can_be_told_apart_in_the_words() -> None:
    world = World()
    world.rules(
        """
        solutions:
          - name: Received
            trigger: {anchor: booked, unit: minutes}
            notifications: [{to: guest, template: said}]
          - name: Cancelled
            trigger: {anchor: "event:cancelled", unit: minutes}
            conditions: {statuses: [cancelled]}
            notifications: [{to: guest, template: cancelled}]
        templates:
          - name: cancelled
            versions:
              en:
                subject: Cancelled
                text: "{% if booking.cancelled_by == 'guest' %}As you wish.{% else %}We are sorry.{% endif %}"
        """
    )
    world.books("B1")
    world.books("B2")
    world.passes("2026-05-01 10:30")
    world.books("B1", status="cancelled", cancelled_by="guest", now=LATER)
    world.books("B2", status="cancelled", cancelled_by="agency", now=LATER + timedelta(minutes=30))
    world.passes("2026-05-02 00:00")
    told = [each.text for each in delivered(solution__name="Cancelled")]
    assert told == ["As you wish.", "We are sorry."]


def test_an_event_can_be_answered_hours_later() -> None:
    world = World()
    world.rule('{trigger: {anchor: "event:confirmed", offset: 5, unit: hours}}')
    world.books()
    world.passes(at("2026-05-02 00:00"))
    assert moments() == ["2026-05-01 15:00"]
