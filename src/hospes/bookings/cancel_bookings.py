"""Cancel a booking."""

from datetime import datetime

from hospes.bookings.changing import change_stored
from hospes.bookings.people import tidy_text
from hospes.bookings.receive_bookings import Received
from hospes.bookings.rows import BookingRow as Row
from hospes.kit.errors import Refused


def cancel_booking(agency_id: int, booking_id: int, *, now: datetime, by: str) -> Received:
    """Cancel a booking; the event *cancelled* keeps by whom (S13).

    Cancelling twice changes nothing. Runs in the caller's transaction; planning is the caller's next step.

    Args:
        agency_id: whose booking.
        booking_id: which.
        now: the instant of cancelling.
        by: who did it: guest, client, owner, portal, agency …

    Raises:
        NotFound: the agency has no such booking.
        Refused: it was rejected, so there is nothing to cancel.
    """

    def change(row: Row) -> Row:
        if row.status == "cancelled":
            return row
        if row.status == "rejected":
            raise Refused("The booking was rejected: there is nothing to cancel.")
        return row._replace(status="cancelled", status_at=now, cancelled_by=tidy_text(by, 20).lower())

    return change_stored(agency_id, booking_id, change, now=now)
