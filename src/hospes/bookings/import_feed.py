"""Import the bookings of a calendar feed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from hospes.agencies.models import Agency
from hospes.agencies.tenancy import acting_for
from hospes.bookings.facts import Origin
from hospes.bookings.feed_facts import FeedPlace, facts_of, gone_facts
from hospes.bookings.import_bookings import TakeIn
from hospes.bookings.models import Booking, Import, ImportState, Property
from hospes.bookings.receive_bookings import Received, receive_bookings
from hospes.bookings.sources.ical_bookings import (
    Block,
    Booked,
    RefusedEvent,
    Sorted,
    portal_of,
    sort_events,
)
from hospes.bookings.sources.read_ical import read_ical
from hospes.kit.clock import local_date
from hospes.kit.errors import NotFound, Refused

WINDOW = timedelta(days=730)
ALIVE = ("inquiry", "pending", "confirmed")


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a calendar comes from.

    Attributes:
        property: whose calendar it is; made when there is none of this name.
        key: tells the feeds of a property on a portal apart; see `feed_key`.
        portal: "" means: as the calendar says who made it.
    """

    property: str
    key: str = "file"
    portal: str = ""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """How to import: only as a rehearsal; whether an empty calendar is believed."""

    dry_run: bool = False
    allow_empty: bool = False


@dataclass(slots=True)
class FeedReport:
    """What became of a calendar: every event is in exactly one of the numbers and lists.

    Attributes:
        events: in the calendar, each once in its newest version.
        cancelled: bookings that were cancelled by it, those that vanished from it among them.
        vanished: of these, how many are not in the calendar any more, so that they are no event of it.
        kept: are not in the calendar any more but stay, because an event in it could not be identified.
        left_out: bookings that arrive more than two years ahead.
    """

    portal: str
    events: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    stale: int = 0
    vanished: int = 0
    kept: int = 0
    left_out: int = 0
    blocks: list[Block] = field(default_factory=list)
    refused: list[RefusedEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """The bookings we have of a feed, or under its references, locked."""

    by_uid: dict[str, Booking]
    by_reference: dict[str, Booking]

    def of(self, booked: Booked) -> Booking | None:
        return self.by_uid.get(booked.uid) or self.by_reference.get(booked.reference)


def feed_key(url: str) -> str:
    """A name for the feed behind an address; the address itself is a secret and is stored nowhere."""
    return sha256(url.encode()).hexdigest()[:16]


def import_feed(
    agency_id: int,
    feed: Feed,
    raw: bytes,
    *,
    now: datetime,
    take_in: TakeIn,
    options: FeedOptions | None = None,
) -> FeedReport:
    """Take in the bookings of a calendar and cancel those that vanished from it, in one transaction.

    A calendar is a full picture that says little: what it does not say of a known booking stays as it is. The
    same bookings again write nothing, however the bytes differ. A booking that is not in its feed any more
    and has not ended is cancelled, by whom is unknown; not so when an event could not be identified. What
    somebody cancelled here stays cancelled though the feed still holds it.

    Args:
        agency_id: whose bookings.
        feed: where the calendar comes from.
        raw: its bytes; the caller has fetched them outside any transaction.
        now: the instant of reading. Where a calendar does not say when a booking was made it is this instant,
            or an hour before when the feed is read for the first time, so that it counts as imported (S17).
        take_in: receives and plans the set.
        options: see there.

    Raises:
        NotFound: there is no such agency.
        Malformed: the calendar as a whole cannot be read; nothing was changed.
        Refused: it is empty though future bookings came from it before.
    """
    options = options or FeedOptions()
    agency = Agency.objects.filter(id=agency_id).first()
    if agency is None:
        raise NotFound("There is no such agency: create it first.")
    calendar = read_ical(raw)
    portal = feed.portal.strip() or portal_of(calendar.product, [one.uid for one in calendar.events])
    report = FeedReport(portal, len(calendar.events))
    with acting_for(agency_id):
        place = _place(agency, feed, portal)
        last = local_date(now + WINDOW, place.timezone)
        sorts = sort_events(calendar.events, zone=place.timezone, last=last)
        report.blocks, report.refused, report.left_out = sorts.blocks, sorts.refused, len(sorts.left_out)
        known = _lock_known(agency_id, place, sorts.booked)
        gone = list(_vanished(known, sorts, place, now=now))
        _check_empty(report, gone, options)
        if any(not one.uid for one in sorts.refused):
            report.kept, gone = len(gone), []
        facts = [facts_of(one, known.of(one), place, now=now) for one in sorts.booked]
        facts += [gone_facts(booking, place) for booking in gone]
        report.vanished = len(gone)
        if options.dry_run:
            _count(report, receive_bookings(agency_id, facts, now=now, origin=Origin.FEED), sorts.booked)
            transaction.set_rollback(True)
        else:
            _count(report, take_in(facts), sorts.booked)
            _remember(agency_id, place, now=now)
    return report


def _zone(agency: Agency, feed: Feed) -> str:
    zones = Property.objects.filter(agency_id=agency.id, name=feed.property.strip())
    return zones.values_list("timezone", flat=True).first() or agency.timezone


def _place(agency: Agency, feed: Feed, portal: str) -> FeedPlace:
    place = FeedPlace(
        portal, feed.property.strip(), feed.key, agency.currency, _zone(agency, feed), is_new=True
    )
    read_before = Import.objects.filter(agency_id=agency.id, digest=_digest(place)).exists()
    return replace(place, is_new=not read_before)


def _digest(place: FeedPlace) -> str:
    return sha256(f"feed\0{place.key}\0{place.portal}\0{place.property}".encode()).hexdigest()


def _remember(agency_id: int, place: FeedPlace, *, now: datetime) -> None:
    """Note at the first reading that there was one, so that what comes later is news (S17)."""
    if place.is_new:
        entry = {"name": f"{place.portal}: {place.property}"[:255], "state": ImportState.DONE}
        Import.objects.get_or_create(
            agency_id=agency_id,
            digest=_digest(place),
            defaults={**entry, "started_at": now, "changed_at": now},
        )


def _lock_known(agency_id: int, place: FeedPlace, booked: list[Booked]) -> _Known:
    """What we have of the feed, or on its portal under its references, locked in the usual order."""
    ours = Q(custom__feed=place.key, property__name=place.property)
    named = Q(reference__in={one.reference for one in booked})
    found = Booking.objects.filter(ours | named, agency_id=agency_id, portal__name=place.portal)
    found = found.select_related("portal", "property", "guest", "client", "agent")
    bookings = list(found.order_by("portal_id", "reference").select_for_update(no_key=True, of=("self",)))
    mine = [one for one in bookings if one.custom.get("feed") == place.key]
    by_uid = {str(one.custom["uid"]): one for one in mine if one.custom.get("uid")}
    return _Known(by_uid, {one.reference: one for one in bookings})


def _vanished(known: _Known, sorts: Sorted, place: FeedPlace, *, now: datetime) -> Iterator[Booking]:
    """The bookings of the feed that it does not hold any more, though they have not ended."""
    present = {one.uid for one in (*sorts.booked, *sorts.left_out)} | {one.uid for one in sorts.refused}
    named = {one.reference for one in (*sorts.booked, *sorts.left_out)}
    for uid, booking in known.by_uid.items():
        if (
            uid not in present
            and booking.reference not in named
            and booking.status in ALIVE
            and booking.departure > local_date(now, place.timezone)
        ):
            yield booking


def _check_empty(report: FeedReport, gone: Sequence[Booking], options: FeedOptions) -> None:
    if not report.events and gone and not options.allow_empty:
        raise Refused(
            "The calendar is empty, but bookings that are not over came from it before: try again later, or "
            "allow an empty calendar to cancel them.",
            bookings=len(gone),
        )


def _count(report: FeedReport, received: Sequence[Received], booked: list[Booked]) -> None:
    for place, one in enumerate(received):
        if one.error is not None and place < len(booked):
            event = booked[place]
            report.refused.append(RefusedEvent(event.uid, event.arrival, event.name, one.error.message))
        elif "cancelled" in one.kinds:
            report.cancelled += 1
        elif one.outcome in ("created", "changed", "unchanged", "stale"):
            setattr(report, one.outcome, getattr(report, one.outcome) + 1)
