"""What a booking takes from the guest's other bookings (S10 *last visit*, S35), and from their will (S25)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from tests.reference.world import OPEN_STATUSES, Booking, Change, Consent, Facts


def with_relatives(bookings: Iterable[Booking], consents: Collection[Consent] = ()) -> list[Booking]:
    """The bookings, each with a change wherever another one of its guest or their will changes."""
    bookings = list(bookings)
    by_guest: dict[str | None, list[Booking]] = defaultdict(list)
    for booking in bookings:
        by_guest[booking.changes[0].facts.guest.email].append(booking)
    by_guest.pop(None, None)
    linked: dict[str, Booking] = {}
    for email, group in by_guest.items():
        said = [one for one in consents if one.email == email]
        if said or len(group) > 1:
            linked |= {b.reference: _linked(b, group, said) for b in group}
    return [linked.get(b.reference, b) for b in bookings]


def facts_at(booking: Booking, instant: datetime) -> Facts | None:
    """What was known of the booking then, all changes of that instant included."""
    known = [change.facts for change in booking.changes if change.at <= instant]
    return known[-1] if known else None


def _linked(booking: Booking, group: list[Booking], said: list[Consent]) -> Booking:
    others = [b for b in group if b is not booking]
    first = booking.changes[0].at
    instants = {c.at for other in others for c in other.changes} | {one.at for one in said}
    own = {c.at for c in booking.changes}
    extra = [Change(at, facts) for at in instants - own if at >= first and (facts := facts_at(booking, at))]
    changes = sorted((*booking.changes, *extra), key=lambda c: c.at)
    return replace(booking, changes=tuple(_change(c, others, said) for c in changes))


def _change(change: Change, others: list[Booking], said: list[Consent]) -> Change:
    own = change.facts
    known = [facts for other in others if (facts := facts_at(other, change.at))]
    nexts = [f.booked_at for f in known if _follows(f, own)]
    facts = replace(
        own,
        next_booked_at=min(nexts, default=None),
        continues=any(_touches(f, own) for f in known),
        goes_on=any(_touches(own, f) for f in known),
        permissions={(one.kind, one.channel): one.is_allowed for one in said if one.at <= change.at},
    )
    return replace(change, facts=facts)


def _follows(other: Facts, own: Facts) -> bool:
    return other.status in OPEN_STATUSES and other.arrival >= own.departure


def _touches(earlier: Facts, later: Facts) -> bool:
    """S35: nights of both, in one property, the later from the day on which the earlier ends."""
    return (
        all(f.status in OPEN_STATUSES and f.arrival < f.departure for f in (earlier, later))
        and earlier.property.name == later.property.name
        and earlier.departure == later.arrival
    )
