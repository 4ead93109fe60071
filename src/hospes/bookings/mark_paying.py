"""Mark that a payment is under way."""

from datetime import datetime

from hospes.bookings.changing import lock_stored
from hospes.bookings.models import Booking
from hospes.bookings.receive_bookings import Received


def mark_paying(agency_id: int, booking_id: int, *, is_paying: bool, now: datetime) -> Received:
    """Note that somebody is paying for a booking, or has stopped without paying (S29).

    Nobody is asked for money meanwhile, for two hours at most: then the payment counts as left alone. One
    that is recorded, and *payment_failed*, take the mark away by themselves. Marking what is marked keeps the
    first instant. Runs in the caller's transaction.

    Raises:
        NotFound: the agency has no such booking.
    """
    row = lock_stored(agency_id, booking_id).row
    bookings = Booking.objects.filter(agency_id=agency_id, id=booking_id, paying_since__isnull=is_paying)
    changed = bookings.update(paying_since=now if is_paying else None)
    return Received(booking_id, row.reference, "changed" if changed else "unchanged")
