"""Which booking of a guest is the next one: what the anchor *last visit* waits for (S10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tests.reference.world import OPEN_STATUSES, Booking, Change, Facts


def with_next_bookings(bookings: Iterable[Booking]) -> list[Booking]:
    """The bookings, each with a change wherever another booking of its guest (by e-mail) becomes its next."""
    bookings = list(bookings)
    by_guest: dict[str | None, list[Booking]] = defaultdict(list)
    for booking in bookings:
        by_guest[booking.changes[0].facts.guest.email].append(booking)
    by_guest.pop(None, None)
    linked = {b.reference: _linked(b, group) for group in by_guest.values() for b in group if len(group) > 1}
    return [linked.get(b.reference, b) for b in bookings]


def facts_at(booking: Booking, instant: datetime) -> Facts | None:
    """What was known of the booking then, all changes of that instant included."""
    known = [change.facts for change in booking.changes if change.at <= instant]
    return known[-1] if known else None


def _linked(booking: Booking, group: list[Booking]) -> Booking:
    others = [b for b in group if b is not booking]
    first = booking.changes[0].at
    instants = {c.at for other in others for c in other.changes if c.at >= first}
    own = {c.at for c in booking.changes}
    extra = [Change(at, facts) for at in instants - own if (facts := facts_at(booking, at))]
    changes = sorted((*booking.changes, *extra), key=lambda c: c.at)
    return replace(booking, changes=tuple(_change(c, others) for c in changes))


def _change(change: Change, others: list[Booking]) -> Change:
    known = [facts for other in others if (facts := facts_at(other, change.at))]
    nexts = [f.booked_at for f in known if _follows(f, change.facts)]
    return replace(change, facts=replace(change.facts, next_booked_at=min(nexts, default=None)))


def _follows(other: Facts, own: Facts) -> bool:
    return other.status in OPEN_STATUSES and other.arrival >= own.departure
