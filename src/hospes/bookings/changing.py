"""Changes one stored booking by hand: locked, checked, with the events that follow."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.history import Happening, later_events
from hospes.bookings.models import Booking
from hospes.bookings.people import tidy_text
from hospes.bookings.receive_bookings import Received
from hospes.bookings.rows import BookingRow, Stored
from hospes.bookings.storing import change_rows, find_relatives, lock_rows, record_happenings
from hospes.bookings.validity import check_facts
from hospes.kit.errors import NotFound

Change = Callable[[BookingRow], BookingRow]


def change_stored(
    agency_id: int, booking_id: int, change: Change, *, now: datetime, by: str = ""
) -> Received:
    """Let `change` make a new row of the stored one, in the caller's transaction; no difference: no write.

    What a person changes by hand counts as the newest version: older facts from a source are stale then.
    The events that follow name who did it, where `by` says so.

    Raises:
        NotFound: the agency has no such booking.
        UnreadableBooking: the new row makes no sense.
    """
    old = lock_stored(agency_id, booking_id).row
    new = change(old)
    if new == old:
        return Received(booking_id, old.reference, "unchanged")
    new = new._replace(version_at=max(now, old.version_at))
    check_facts(_facts(new))
    events = [_signed(event, by) for event in later_events(old, new, now=now)]
    change_rows(agency_id, [new])
    record_happenings(agency_id, [(booking_id, event, False) for event in events], now=now)
    kinds = tuple(event.kind for event in events)
    return Received(booking_id, old.reference, "changed", kinds=kinds, relatives=relatives_of(agency_id, new))


def _signed(event: Happening, by: str) -> Happening:
    name = tidy_text(by, 20).lower()
    return event._replace(details={**event.details, "by": name}) if name else event


def lock_stored(agency_id: int, booking_id: int) -> Stored:
    """The stored booking, locked until the transaction ends.

    Raises:
        NotFound: the agency has no such booking.
    """
    found = Booking.objects.filter(agency_id=agency_id, id=booking_id).values_list("portal_id", "reference")
    stored = lock_rows(agency_id, list(found))
    if not stored:
        raise NotFound("There is no such booking: look for it by its reference.", booking=booking_id)
    return next(iter(stored.values()))


def _facts(row: BookingRow) -> BookingFacts:
    names = (
        "reference", "status", "booked_at", "arrival", "departure", "currency", "status_at", "starts_at",
        "ends_at", "adults", "children", "payment_due", "notes", "charge_on",
    )  # fmt: skip
    same = {name: getattr(row, name) for name in names}
    return BookingFacts(
        **same,
        portal="same",
        property="same",
        guest=PersonFacts(),
        total=row.total,
        paid=max(row.paid, Decimal(0)),
    )


def relatives_of(agency_id: int, row: BookingRow) -> tuple[int, ...]:
    """The other bookings of the guest, or of others at the same address: they may be one stay (S35)."""
    found = find_relatives(agency_id, (), people=(row.guest_id,), properties=())
    return tuple(sorted(found - {row.id or 0}))
