"""What is known of an agency and its bookings, and how it changes: facts, changes, events."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

MERGE_MOVES = timedelta(minutes=10)
OPEN_STATUSES = frozenset({"pending", "confirmed", "completed"})
CLOSED_STATUSES = frozenset({"cancelled", "rejected"})


@dataclass(frozen=True)
class Agency:
    zone: ZoneInfo
    language: str = "en"
    currency: str = "EUR"
    quiet_hours: tuple[time, time] | None = None
    staff: Mapping[str, str] = field(default_factory=dict)
    """Member → e-mail."""
    administrators: tuple[str, ...] = ()
    stitches_stays: bool = True


@dataclass(frozen=True)
class Property:
    name: str
    zone: ZoneInfo | None = None
    check_in: time = time(15)
    check_out: time = time(11)
    language: str | None = None
    message_groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Portal:
    name: str
    tags: frozenset[str] = frozenset()
    excluded: bool = False


@dataclass(frozen=True)
class Person:
    email: str | None = None
    phone: str | None = None
    language: str | None = None
    country: str | None = None
    zone: ZoneInfo | None = None
    name: str = ""


@dataclass(frozen=True)
class Facts:
    """All about a booking that planning may look at, at one instant. Money in the booking's currency."""

    status: str
    booked_at: datetime
    arrival: date
    departure: date
    property: Property
    portal: Portal | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    adults: int = 0
    children: int = 0
    total: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    payment_due: date | None = None
    language: str | None = None
    tags: frozenset[str] = frozenset()
    property_tags: frozenset[str] = frozenset()
    owner_tags: frozenset[str] = frozenset()
    people: Mapping[str, Person] = field(default_factory=dict)
    """Role (guest, client, owner, agent) → person."""
    is_paying: bool = False
    """Whether a payment is in progress: S29."""
    next_booked_at: datetime | None = None
    """When the guest's next booking was made: S10 of *last visit*."""
    continues: bool = False
    goes_on: bool = False
    """Whether another booking of the guest touches this one, before and after: S35."""
    permissions: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    """Kind, channel → what the guest said last: S25."""

    @builtins.property
    def guest(self) -> Person:
        return self.people.get("guest", NOBODY)

    @builtins.property
    def dates(self) -> tuple[date, date, datetime | None, datetime | None]:
        return self.arrival, self.departure, self.starts_at, self.ends_at

    @builtins.property
    def is_settled(self) -> bool:
        return self.paid >= self.total


NOBODY = Person()


@dataclass(frozen=True)
class Event:
    kind: str
    at: datetime
    before: tuple[object, ...] = ()
    after: tuple[object, ...] = ()
    """Dates before and after a move."""
    by: str = ""
    """Whose doing it was: a role, or empty when nobody knows."""


@dataclass(frozen=True)
class Change:
    at: datetime
    facts: Facts
    kinds: tuple[str, ...] = ()
    """Events that cannot be seen from the facts: payment_failed, review_received …"""
    by: str = ""


@dataclass(frozen=True)
class Booking:
    reference: str
    changes: tuple[Change, ...]
    """In order of their instants; the first is the first sight."""
    from_import: bool = False


@dataclass(frozen=True)
class Consent:
    """What a guest said of one kind of message on one channel."""

    at: datetime
    email: str
    kind: str
    channel: str
    is_allowed: bool


@dataclass(frozen=True)
class World:
    agency: Agency
    bookings: Iterable[Booking]


@dataclass(frozen=True)
class Situation:
    """A booking as it stands at `now`."""

    agency: Agency
    reference: str
    facts: Facts
    events: tuple[Event, ...]
    first_seen_at: datetime
    now: datetime
    imported: bool = False
    settled_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def property_zone(self) -> ZoneInfo:
        return self.facts.property.zone or self.agency.zone


def first_sight(agency: Agency, booking: Booking) -> Situation:
    """The booking when it was first received."""
    change = booking.changes[0]
    facts = change.facts
    return Situation(
        agency=agency,
        reference=booking.reference,
        facts=facts,
        events=_first_events(facts) + tuple(Event(kind, change.at) for kind in change.kinds),
        first_seen_at=change.at,
        now=change.at,
        imported=booking.from_import and facts.booked_at < change.at - timedelta(hours=1),
        settled_at=change.at if facts.is_settled else None,
        closed_at=change.at if facts.status in CLOSED_STATUSES else None,
    )


def changed(before: Situation, change: Change) -> Situation:
    """The situation after a change; what happened is derived from the facts."""
    facts = change.facts
    happened = (
        *_events(before.facts, facts, change),
        *(Event(kind, change.at) for kind in change.kinds),
    )
    return replace(
        before,
        facts=facts,
        now=change.at,
        events=before.events + happened,
        settled_at=(before.settled_at or change.at) if facts.is_settled else None,
        closed_at=(before.closed_at or change.at) if facts.status in CLOSED_STATUSES else None,
    )


def situations(agency: Agency, booking: Booking) -> Iterator[Situation]:
    """The booking after each of its changes, in order."""
    here = first_sight(agency, booking)
    yield here
    for change in booking.changes[1:]:
        here = changed(here, change)
        yield here


def _first_events(facts: Facts) -> tuple[Event, ...]:
    kinds = ["booked"]
    if facts.status != "inquiry":
        kinds.append(facts.status)
    if facts.paid > 0:
        kinds.append("paid")
    return tuple(Event(kind, facts.booked_at) for kind in kinds)


def _events(old: Facts, new: Facts, change: Change) -> Iterator[Event]:
    at, by = change.at, change.by
    if new.status not in (old.status, "inquiry"):
        yield Event(_status_event(old.status, new.status), at, by=by)
    if old.dates != new.dates:
        yield Event("moved", at, old.dates, new.dates, by)
    if new.paid > old.paid:
        yield Event("paid", at, by=by)


def _status_event(old: str, new: str) -> str:
    revived = old in CLOSED_STATUSES | {"no_show"} and new in ("pending", "confirmed")
    return "reinstated" if revived else new


def settled_moves(events: Iterable[Event]) -> list[Event | None]:
    """Moves merged while no more than 10 minutes apart (S12); None where the booking moved back."""
    merged: list[Event] = []
    for event in events:
        if event.kind != "moved":
            continue
        if merged and event.at - merged[-1].at <= MERGE_MOVES:
            merged[-1] = replace(event, before=merged[-1].before)
        else:
            merged.append(event)
    return [event if event.before != event.after else None for event in merged]
