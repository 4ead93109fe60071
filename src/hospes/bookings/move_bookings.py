"""Move a booking."""

from dataclasses import dataclass
from datetime import date, datetime

from hospes.bookings.changing import change_stored
from hospes.bookings.receive_bookings import Received
from hospes.bookings.rows import BookingRow as Row
from hospes.kit.errors import Refused

ENDED = frozenset({"cancelled", "rejected", "no_show"})


@dataclass(frozen=True, slots=True)
class Dates:
    """Where a booking goes: local dates of the property, and instants where it has times of its own."""

    arrival: date
    departure: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def move_booking(agency_id: int, booking_id: int, dates: Dates, *, now: datetime, by: str = "") -> Received:
    """Give a booking other dates; the event *moved* keeps the old and the new ones, and by whom (S12).

    The same dates again change nothing. Runs in the caller's transaction; planning is the caller's next step.

    Raises:
        NotFound: the agency has no such booking.
        Refused: it is cancelled, rejected or a no-show.
        UnreadableBooking: it would end before it begins.
    """

    def change(row: Row) -> Row:
        if row.status in ENDED:
            raise Refused(f"The booking is {row.status.replace('_', '-')}: reinstate it before you move it.")
        return row._replace(
            arrival=dates.arrival, departure=dates.departure, starts_at=dates.starts_at, ends_at=dates.ends_at
        )

    return change_stored(agency_id, booking_id, change, now=now, by=by)
