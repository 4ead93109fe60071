"""The facts of a booking from a feed: what the feed says, over what is known already."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.models import Booking, Person
from hospes.bookings.people import fold_name
from hospes.bookings.receive_bookings import OLD_NEWS
from hospes.bookings.sources.ical_bookings import Booked
from hospes.kit.clock import to_instant

OVER = frozenset({"rejected", "completed", "no_show"})


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """Where a feed's bookings belong.

    Attributes:
        portal: on which they were made.
        property: whose calendar it is.
        key: tells the feed from others of the same property and portal.
        currency: of bookings that are new.
        timezone: in which days of the property begin.
        is_new: the feed is read for the first time, so that what is in it was booked some time before.
    """

    portal: str
    property: str
    key: str
    currency: str
    timezone: str
    is_new: bool


def facts_of(booked: Booked, known: Booking | None, place: FeedPlace, *, now: datetime) -> BookingFacts:
    """A complete version; a feed says little, so what it does not say of a known booking stays as it is."""
    base = _stored(known) if known else _blank(booked, place, now=now)
    told: dict[str, Any] = {"uid": booked.uid, "feed": place.key, **booked.custom}
    return replace(
        base,
        portal=place.portal,
        property=place.property,
        status=_status(booked.status, known),
        arrival=booked.arrival,
        departure=booked.departure,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
        guest=_guest(booked, base.guest),
        adults=booked.adults or base.adults,
        notes=base.notes or booked.notes,
        custom=base.custom | told,
    )


def gone_facts(known: Booking, place: FeedPlace) -> BookingFacts:
    """The version of a booking that is not in its feed any more: cancelled, nobody knows by whom."""
    return replace(
        _stored(known), portal=place.portal, property=place.property, status="cancelled", cancelled_by=""
    )


def _blank(booked: Booked, place: FeedPlace, *, now: datetime) -> BookingFacts:
    return BookingFacts(
        reference=booked.reference,
        portal=place.portal,
        property=place.property,
        status=booked.status,
        booked_at=_booked_at(booked, place, now=now),
        arrival=booked.arrival,
        departure=booked.departure,
        guest=PersonFacts(),
        currency=place.currency,
    )


def _booked_at(booked: Booked, place: FeedPlace, *, now: datetime) -> datetime:
    """As the feed says; else the instant of reading, or just long enough before it to count as imported.

    What has begun already was booked before it began.
    """
    if booked.created and booked.created <= now:
        return booked.created
    began = to_instant(datetime.combine(booked.arrival, time()), place.timezone)
    return min(began, now - OLD_NEWS - timedelta(minutes=1) if place.is_new else now)


def _status(told: str, known: Booking | None) -> str:
    """What a feed tells, unless we know better: it never undoes what happened here."""
    if known is None or told == "cancelled":
        return told
    if known.status in OVER:
        return known.status
    if known.status == "cancelled":
        # Without a name it was the feed that had lost it, and now it is back.
        return "cancelled" if known.cancelled_by else told
    return "confirmed" if known.status == "confirmed" else told


def _guest(booked: Booked, known: PersonFacts) -> PersonFacts:
    is_part = fold_name(booked.name) in fold_name(known.name)
    return replace(
        known,
        name=known.name if is_part else booked.name,
        email=booked.email or known.email,
        phone=booked.phone or known.phone,
    )


def _stored(known: Booking) -> BookingFacts:
    names = (
        "reference", "status", "booked_at", "arrival", "departure", "currency", "cancelled_by", "starts_at",
        "ends_at", "adults", "children", "total", "payment_due", "payment_method", "language", "notes",
        "has_card", "charge_on", "is_paid_at_once",
    )  # fmt: skip
    return BookingFacts(
        **{name: getattr(known, name) for name in names},
        portal=known.portal.name,
        property=known.property.name,
        guest=_person(known.guest),
        client=_person(known.client) if known.client else None,
        agent=_person(known.agent) if known.agent else None,
        paid=max(known.paid, Decimal(0)),
        tags=tuple(known.tags),
        custom=dict(known.custom),
        codes=tuple(known.codes),
    )


def _person(person: Person) -> PersonFacts:
    return PersonFacts(
        name=person.name,
        email=person.email or person.raw_email,
        phone=person.phone or person.raw_phone,
        language=person.language,
        country=person.country,
        timezone=person.timezone,
    )
