"""Bringing a booking back (S14)."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.reinstate_bookings import reinstate_booking
from hospes.kit.errors import Malformed, Refused
from tests.bookings.receiving import events, later, received_id, stored
from tests.making import NOW


def test_s14_reinstating_is_one_event_and_no_second_confirmation(agency: Agency) -> None:
    booking = received_id(agency)
    cancel_booking(agency.id, booking, now=later(5), by="guest")
    assert reinstate_booking(agency.id, booking, now=later(9)).kinds == ("reinstated",)
    assert events() == [
        ("booked", 1, NOW),
        ("confirmed", 1, NOW),
        ("cancelled", 1, later(5)),
        ("reinstated", 1, later(9)),
    ]
    assert (stored(booking).status, stored(booking).cancelled_by) == ("confirmed", "")


def test_cancelled_and_reinstated_twice_is_counted(agency: Agency) -> None:
    booking = received_id(agency)
    for minute in (1, 3):
        cancel_booking(agency.id, booking, now=later(minute), by="guest")
        reinstate_booking(agency.id, booking, now=later(minute + 1))
    assert [ordinal for kind, ordinal, _ in events() if kind == "reinstated"] == [1, 2]


def test_a_confirmed_booking_stays_as_it_is(agency: Agency) -> None:
    assert reinstate_booking(agency.id, received_id(agency), now=later(5)).outcome == "unchanged"


def test_a_completed_stay_cannot_be_reinstated(agency: Agency) -> None:
    booking = received_id(agency, status="completed")
    with pytest.raises(Refused, match="only a cancelled or rejected"):
        reinstate_booking(agency.id, booking, now=later(5))


def test_a_booking_comes_back_as_confirmed_or_pending_only(agency: Agency) -> None:
    with pytest.raises(Malformed, match="confirmed or pending"):
        reinstate_booking(agency.id, 1, now=later(5), status="completed")
