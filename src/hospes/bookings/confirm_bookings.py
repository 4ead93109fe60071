"""Confirm a booking."""

from datetime import datetime

from hospes.bookings.changing import change_stored
from hospes.bookings.receive_bookings import Received
from hospes.bookings.rows import BookingRow as Row
from hospes.kit.errors import Refused

OPEN = frozenset({"inquiry", "pending"})


def confirm_booking(agency_id: int, booking_id: int, *, now: datetime, by: str = "") -> Received:
    """Confirm an inquiry or a pending booking: the event *confirmed* follows, once.

    A confirmed booking stays as it is. Runs in the caller's transaction; planning is the caller's next step.

    Args:
        agency_id: whose booking.
        booking_id: which.
        now: the instant of confirming.
        by: who did it: agency, owner, or machine when a solution did.

    Raises:
        NotFound: the agency has no such booking.
        Refused: it has ended, so there is nothing to confirm.
    """

    def change(row: Row) -> Row:
        if row.status == "confirmed":
            return row
        if row.status not in OPEN:
            status = row.status.replace("_", "-")
            raise Refused(f"The booking is {status}: only a pending one or an inquiry can be confirmed.")
        return row._replace(status="confirmed", status_at=now)

    return change_stored(agency_id, booking_id, change, now=now, by=by)
