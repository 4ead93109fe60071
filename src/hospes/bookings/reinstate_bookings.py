"""Reinstate a booking."""

from datetime import datetime

from hospes.bookings.changing import change_stored
from hospes.bookings.history import GONE
from hospes.bookings.receive_bookings import Received
from hospes.bookings.rows import BookingRow as Row
from hospes.kit.errors import Malformed, Refused


def reinstate_booking(
    agency_id: int, booking_id: int, *, now: datetime, status: str = "confirmed", by: str = ""
) -> Received:
    """Bring a cancelled, rejected or no-show booking back: one event *reinstated*, not *confirmed* (S14).

    A booking that has that status already stays as it is. Runs in the caller's transaction.

    Args:
        agency_id: whose booking.
        booking_id: which.
        now: the instant.
        status: confirmed or pending.
        by: who brought it back.

    Raises:
        NotFound: the agency has no such booking.
        Refused: it is neither cancelled nor rejected nor a no-show.
        Malformed: another status.
    """
    if status not in ("confirmed", "pending"):
        raise Malformed("A booking comes back as confirmed or pending: choose one of them.", field="status")

    def change(row: Row) -> Row:
        if row.status == status:
            return row
        if row.status not in GONE:
            raise Refused(f"The booking is {row.status}: only a cancelled or rejected one can be reinstated.")
        return row._replace(status=status, status_at=now, cancelled_by="")

    return change_stored(agency_id, booking_id, change, now=now, by=by)
