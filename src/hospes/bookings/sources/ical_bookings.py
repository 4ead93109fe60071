"""Tells what an event of a calendar is: a booking, a block, or something that cannot be either (pure).

Portals say little in their calendars, and each in its own way; what is written here was observed in feeds of
several hosts of Airbnb, Booking.com and HomeAway (Vrbo, Abritel).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from hospes.bookings.sources.read_ical import CalendarEvent
from hospes.kit.clock import local_date, to_instant
from hospes.kit.errors import Malformed, UnreadableBooking

LONGEST_STAY = timedelta(days=730)

_BLOCK = re.compile(
    r"airbnb \(not available\)|(closed|blocked)( ?[-–:] ?(not available|blocked))?|not available|unavailable"
    r"|indisponible|bloqu[ée]e?|no disponible|bloqueado|non disponibile|bloccato|indispon[íi]vel"
    r"|nicht verfügbar|blockiert|gesperrt|niet beschikbaar|geblokkeerd|owner (stay|block)",
    re.IGNORECASE,
)
# UIDs of Airbnb begin with what they are for.
_AIRBNB_BLOCK = re.compile(r"(6fec1092d3fa|7f662ec65913)-[0-9a-f]{32}@airbnb\.com")
_PENDING = re.compile(
    r"provisoire|tentative|pending|provisional|vorläufig|provvisori[oa]|provisori[oa]", re.IGNORECASE
)
_RESERVED = re.compile(
    r"(?:reserved|reservation|booked|closed|réservée?|réservation|reservado|reservada|reserva|prenotato|prenotata"
    r"|prenotazione|reserviert|reservierung|gebucht|gereserveerd|geboekt|provisoire|tentative|provisional"
    r"|provvisori[oa]|provisori[oa]|vorläufig)(?:\s*[-–:]\s*(?P<name>.+))?",
    re.IGNORECASE,
)
_CODE = re.compile(r"https://www\.airbnb\.[a-z.]+/\S*?\b(HM[A-Z0-9]{8})\b")
_DIGITS = re.compile(r"Last 4 Digits\):\s*(\d{4})\b")
_LINE = re.compile(r"^(guest(?: name)?|name|e-?mail|phone|guests|number of guests):[ \t]*(.+)$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Block:
    """Days that are closed without a booking; `until` is the first free day."""

    since: date
    until: date
    summary: str


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """An event that could not be taken in, and why."""

    uid: str
    since: date | None
    summary: str
    reason: str


@dataclass(slots=True)
class Sorted:
    """The events of a calendar by what they are; `left_out` start too far ahead."""

    booked: "list[Booked]" = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    refused: list[RefusedEvent] = field(default_factory=list)
    left_out: "list[Booked]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking as far as an event tells it; `starts_at` and `ends_at` only when it has times of its own."""

    uid: str
    reference: str
    status: str
    arrival: date
    departure: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    created: datetime | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    adults: int = 0
    notes: str = ""
    custom: dict[str, str] = field(default_factory=dict)


def sort_events(events: list[CalendarEvent], *, zone: str, last: date) -> Sorted:
    """What every event of a calendar is.

    Args:
        events: of one calendar.
        zone: the property's.
        last: bookings that arrive after it are left out.
    """
    result = Sorted()
    for event in events:
        try:
            booked = read_booking(event, zone)
        except UnreadableBooking as error:
            refused = RefusedEvent(event.uid, _day(event.start), event.summary[:100], error.message)
            result.refused.append(refused)
            continue
        if is_block(event):
            result.blocks.append(Block(booked.arrival, booked.departure, event.summary[:100]))
        else:
            (result.left_out if booked.arrival > last else result.booked).append(booked)
    return result


def is_block(event: CalendarEvent) -> bool:
    """Whether the event only closes the calendar, so that nobody is to be written to.

    Booking.com calls bookings and closures alike "CLOSED - Not available": nothing tells them apart, so all
    of them are blocks.
    """
    if event.status == "CANCELLED":
        return False
    dates = event.start.strftime("%m%d%Y-%m%d-%Y-") if event.start else "-"
    return bool(
        _BLOCK.fullmatch(event.summary)
        or _AIRBNB_BLOCK.fullmatch(event.uid)
        # A closure of HomeAway has its dates for a UID: 02292020-0229-2020-…
        or event.uid.startswith(dates)
    )


def portal_of(product: str, uids: list[str]) -> str:
    """The portal a calendar comes from, by who made it; "iCal" when that says nothing."""
    traces = f"{product} {uids[0] if uids else ''}".casefold()
    known = {"airbnb": "Airbnb", "booking.com": "Booking.com", "vrbo": "Vrbo", "homeaway": "HomeAway"}
    return next((name for trace, name in known.items() if trace in traces), "iCal")


def read_booking(event: CalendarEvent, zone: str) -> Booked:
    """The booking that an event tells.

    Args:
        event: as read.
        zone: the property's, in which times without a zone are meant.

    Raises:
        UnreadableBooking: it cannot be one; the sentence says why.
    """
    if event.problem or event.start is None or event.end is None:
        raise UnreadableBooking(event.problem or "It has no start or no end: add both.")
    arrival, departure, starts_at, ends_at = _dates(event.start, event.end, zone=zone)
    code, digits = _CODE.search(event.description), _DIGITS.search(event.description)
    custom = {"reservation_code": code[1]} if code else {}
    custom |= {"phone_last_digits": digits[1]} if digits else {}
    said = {name.lower().replace("-", ""): text.strip() for name, text in _LINE.findall(event.description)}
    known = _RESERVED.fullmatch(event.summary)
    guests = said.get("guests", said.get("number of guests", ""))
    return Booked(
        uid=event.uid,
        reference=code[1] if code else event.uid,
        status=_status(event),
        arrival=arrival,
        departure=departure,
        starts_at=starts_at,
        ends_at=ends_at,
        created=event.created,
        name=said.get("guest name") or said.get("guest") or (known and known["name"]) or said.get("name", ""),
        email=said.get("email", ""),
        phone=said.get("phone", ""),
        adults=int(guests) if re.fullmatch("[0-9]{1,2}", guests) else 0,
        notes="" if known else event.summary[:500],
        custom=custom,
    )


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _status(event: CalendarEvent) -> str:
    if event.status == "CANCELLED":
        return "cancelled"
    is_pending = event.status == "TENTATIVE" or _PENDING.match(event.summary)
    return "pending" if is_pending else "confirmed"


def _dates(start: date, end: date, *, zone: str) -> tuple[date, date, datetime | None, datetime | None]:
    """Arrival and departure; with instants when the event has times that are not just midnights of days."""
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise UnreadableBooking("Its start is a day and its end a time, or the reverse: make them alike.")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return *_stay(start, end), None, None
    if start.time() == end.time() == time() and start.date() < end.date():
        return *_stay(start.date(), end.date()), None, None
    starts_at, ends_at = _instant(start, zone), _instant(end, zone)
    if ends_at < starts_at:
        raise UnreadableBooking("It ends before it starts: correct its times.")
    if ends_at - starts_at > LONGEST_STAY:
        raise UnreadableBooking("It is longer than two years, which no stay is: correct its times.")
    return local_date(starts_at, zone), local_date(ends_at, zone), starts_at, ends_at


def _stay(arrival: date, departure: date) -> tuple[date, date]:
    """Days of a stay; the end is the day of departure, and one that is the start means one day."""
    if departure < arrival:
        raise UnreadableBooking("It ends before it starts: correct its dates.")
    if departure - arrival > LONGEST_STAY:
        raise UnreadableBooking("It is longer than two years, which no stay is: correct its dates.")
    return arrival, departure if departure > arrival else arrival + timedelta(days=1)


def _instant(written: datetime, zone: str) -> datetime:
    try:
        return to_instant(written, zone) if written.tzinfo is None else written.astimezone(UTC)
    except (OverflowError, Malformed) as error:
        raise UnreadableBooking("Its times are out of range: correct them.") from error
