"""B15: groups and guests. One address gets one copy; stays that touch speak once; whoever is named is told.

What people suffered from: twelve bookings that were twelve mails (bookingactivities/booking-activities #111),
three rooms that were six (meeting-room-booking-system/mrbs-code #2985; calcom/cal.diy #20684,
wielebenwir/commonsbooking #963), further guests who got the confirmation only (Tymeslot/tymeslot #107). To
choose for a rule that it speaks once for several bookings of one group is not there yet: see COVERED.md.
"""

from datetime import date, timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.content.words import Words
from hospes.dispatch.bulk_filters import BookingFilter
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Message
from hospes.dispatch.prepare_bulks import Circular, prepare_bulk
from tests.peers.worlds import BOOKED, DAY_BEFORE, House, madrid, rule, sent

pytestmark = pytest.mark.django_db


def test_twelve_bookings_of_one_guest_get_one_bulk_message() -> None:
    # booking-activities #111.
    house = House()
    for number in range(12):
        house.book(f"B{number}")
    own = (Words("en", subject="The pool", text="The pool is closed."),)
    circular = Circular(name="Pool", chosen=BookingFilter(), own=own, manner=Manner("service"))

    bulk = prepare_bulk(house.agency.pk, circular, now=madrid(5, 10), by="staff@example.com")

    assert (bulk.counts["included"], bulk.counts["left_out"]) == (1, {"duplicate_address": 11})


def test_a_stay_of_three_bookings_is_thanked_for_once() -> None:
    # mrbs-code #2985, cal.diy #20684, commonsbooking #963, where the parts follow each other.
    house = House()
    house.solve(
        rule("Thank you", trigger={"anchor": "departure", "offset": 1, "unit": "days", "at": "10:00"})
    )
    for number in range(3):
        arrival = date(2026, 6, 12) + timedelta(days=2 * number)
        house.book(f"B{number}", arrival=arrival, departure=arrival + timedelta(days=2))
    house.passes(madrid(7, 1))

    assert sent() == [("06-19 10:00", "Thank you")]


def test_guest_and_client_both_get_everything_that_names_them() -> None:
    # Tymeslot #107: reminders went to the one who booked only.
    house = House()
    for name, trigger in (("Confirmation", BOOKED), ("Reminder", DAY_BEFORE)):
        lines = [{"to": role, "template": name, "channels": ["email"]} for role in ("guest", "client")]
        house.solve({**rule(name, trigger=trigger), "notifications": lines})
    house.book(client=PersonFacts(name="Office", email="office@example.com"))
    house.passes(madrid(6, 30))

    got = Message.objects.filter(state="sent").order_by("to_address", "sent_at")
    assert list(got.values_list("to_address", "subject")) == [
        ("anna@example.com", "Confirmation"),
        ("anna@example.com", "Reminder"),
        ("office@example.com", "Confirmation"),
        ("office@example.com", "Reminder"),
    ]
