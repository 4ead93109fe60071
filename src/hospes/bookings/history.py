"""What happened to a booking, told from two versions of its facts (pure).

Source: S12–S14, S17 of the rules; an event is *reinstated* when a booking comes back from the dead, and then
not also *confirmed*.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from hospes.bookings.rows import BookingRow

GONE = frozenset({"cancelled", "rejected", "no_show"})
ALIVE = frozenset({"pending", "confirmed"})

SIDES = {"client": "guest", "owner": "agency", "agent": "portal"}
"""On whose side somebody is who cancelled: events say guest, agency or portal."""


class Happening(NamedTuple):
    """An event that is not stored yet."""

    kind: str
    at: datetime
    details: dict[str, Any]


def first_events(row: BookingRow) -> Iterator[Happening]:
    """What a booking that is seen for the first time has behind it: booked, its status, what is paid."""
    yield Happening("booked", row.booked_at, {})
    if row.status != "inquiry":
        yield Happening(row.status, row.status_at, _by(row))
    if row.paid > 0:
        yield Happening("paid", row.booked_at, _paid(row, row.paid))


def later_events(old: BookingRow, new: BookingRow, *, now: datetime) -> Iterator[Happening]:
    """What made `new` of `old`: a change of status, of dates, money that came in."""
    if new.status not in (old.status, "inquiry"):
        revived = old.status in GONE and new.status in ALIVE
        yield Happening("reinstated" if revived else new.status, new.status_at, _by(new))
    if old.dates != new.dates:
        before = {f"old_{name}": value for name, value in old.dates.items()}
        yield Happening("moved", now, before | {f"new_{name}": value for name, value in new.dates.items()})
    if new.paid > old.paid:
        yield Happening("paid", now, _paid(new, new.paid - old.paid))


def _by(row: BookingRow) -> dict[str, Any]:
    if row.status != "cancelled" or not row.cancelled_by:
        return {}
    return {"by": SIDES.get(row.cancelled_by, row.cancelled_by)}


def _paid(row: BookingRow, amount: Decimal) -> dict[str, Any]:
    return {"amount": str(amount), "currency": row.currency}
