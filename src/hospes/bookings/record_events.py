"""Record what happened to a booking and cannot be seen from its facts."""

from datetime import datetime

from hospes.bookings.changing import lock_stored
from hospes.bookings.history import Happening
from hospes.bookings.mark_paying import mark_paying
from hospes.bookings.models import Event, EventKind
from hospes.bookings.receive_bookings import Received
from hospes.bookings.storing import record_happenings
from hospes.kit.errors import Malformed

TOLD = frozenset({EventKind.PAYMENT_FAILED.value, EventKind.REVIEW_RECEIVED.value})
"""Kinds that somebody must tell us; the others follow from facts."""


def record_event(agency_id: int, booking_id: int, happening: Happening, *, now: datetime) -> Received:
    """Add *payment_failed* or *review_received* to a booking.

    Idempotent: the same kind at the same instant is one event. Runs in the caller's transaction.

    Args:
        agency_id: whose booking.
        booking_id: which.
        happening: kind, instant, details.
        now: when we heard of it.

    Raises:
        NotFound: the agency has no such booking.
        Malformed: another kind: those follow from the facts of the booking.
    """
    if happening.kind not in TOLD:
        kinds = ", ".join(sorted(TOLD))
        raise Malformed(f"Only {kinds} can be recorded: change the booking instead.", field="kind")
    row = lock_stored(agency_id, booking_id).row
    same = Event.objects.filter(
        agency_id=agency_id, booking_id=booking_id, kind=happening.kind, at=happening.at
    )
    if same.exists():
        return Received(booking_id, row.reference, "unchanged")
    if happening.kind == EventKind.PAYMENT_FAILED:
        mark_paying(agency_id, booking_id, is_paying=False, now=now)
    record_happenings(agency_id, [(booking_id, happening, False)], now=now)
    return Received(booking_id, row.reference, "changed", kinds=(happening.kind,))
