"""Short ways to receive bookings in tests."""

from datetime import datetime, timedelta
from typing import Any

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.models import Booking, Event
from hospes.bookings.receive_bookings import Received, receive_bookings
from tests.making import NOW, make_facts


def receive(
    agency: Agency, *facts: BookingFacts, now: datetime = NOW, origin: Origin = Origin.LIVE
) -> list[Received]:
    """Receive facts for an agency at NOW."""
    return receive_bookings(agency.id, facts, now=now, origin=origin)


def receive_one(agency: Agency, facts: BookingFacts, **options: Any) -> Received:
    """Receive one booking's facts."""
    return receive(agency, facts, **options)[0]


def received_id(agency: Agency, reference: str = "B1", **changes: Any) -> int:
    """The id of a booking that is received now."""
    booking_id = receive_one(agency, make_facts(reference, **changes)).booking_id
    assert booking_id is not None
    return booking_id


def later(minutes: int) -> datetime:
    """NOW plus minutes."""
    return NOW + timedelta(minutes=minutes)


def events(reference: str = "B1") -> list[tuple[str, int, datetime]]:
    """Kind, ordinal and instant of a booking's events, as they were recorded."""
    found = Event.objects.filter(booking__reference=reference).order_by("id")
    return [(event.kind, event.ordinal, event.at) for event in found]


def stored(booking_id: int) -> Booking:
    """The booking as it is now."""
    return Booking.objects.get(id=booking_id)
