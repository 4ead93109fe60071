"""A booking as a calendar file that updates and cancels itself. Pure.

The file asks for no answer: who gets it has booked already. So the recipient stands in it as one who has
accepted, which lets calendars follow changes by themselves and shows no buttons to decline.

Source: RFC 5545, RFC 5546 (3.2.2 REQUEST, 3.2.5 CANCEL).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from hospes.content.file_words import file_words
from hospes.content.formats import Manner, write_time
from hospes.kit.clock import zone as zone_named

PRODUCT = "-//Hospes//Bookings//EN"
NAMESPACE = UUID("0d1f8f0e-5b0a-5d5c-9f5e-6f2f7a9b1c42")
OVER = frozenset({"cancelled", "rejected", "no_show"})
OPEN = frozenset({"inquiry", "pending"})
# What makes a new version of an entry (RFC 5546 §2.1.4); other words may change without one.
_DECISIVE = re.compile(rb"^(?:METHOD|STATUS|DTSTART|DTEND)[:;].*$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ue000-\uf8ff]+")


@dataclass(frozen=True, slots=True)
class Stay:
    """What a calendar says of a booking: a stay of whole days, or an appointment with times of its own.

    Attributes:
        uid: from `uid_of`.
        status: of the booking.
        arrival: local date.
        departure: local date, the day on which nobody sleeps there any more.
        starts_at: of an appointment; None for a stay.
        ends_at: of an appointment; None for a stay.
        zone: IANA name of the property's zone.
    """

    uid: str
    status: str
    reference: str
    property_name: str
    place: str
    arrival: date
    departure: date
    check_in: time
    check_out: time
    zone: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether it will not take place."""
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who tells whom of it, in which language; without `from_address` nobody is named."""

    from_name: str
    from_address: str
    to_name: str
    to_address: str
    language: str


def uid_of(agency_id: int, booking_id: int, received_at: datetime) -> str:
    """What calendars know a booking by: never changes, and is another one in every installation."""
    return str(uuid5(NAMESPACE, f"{agency_id}/{booking_id}/{received_at.astimezone(UTC).isoformat()}"))


def calendar_file(stay: Stay, invitation: Invitation, *, sequence: int, now: datetime) -> bytes:
    """The file in UTF-8, with CRLF and folded lines.

    Args:
        stay: the booking as it is now; one that is over is cancelled in the calendar.
        invitation: from whom, to whom.
        sequence: number of this version, from 0; higher than every version before whose dates, times or
            status differ (`is_same_version`).
        now: what the file says of its making.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method_of(stay, invitation))
    if stay.starts_at is not None and stay.ends_at is not None:
        first, last = (local_of(moment, stay.zone) for moment in (stay.starts_at, stay.ends_at))
        calendar.add_component(_timezone(stay.zone, first.year, last.year))
    calendar.add_component(_event(stay, invitation, sequence=sequence, now=now))
    return bytes(calendar.to_ical())


def method_of(stay: Stay, invitation: Invitation) -> str:
    """REQUEST for what takes place, CANCEL for what does not; PUBLISH where nobody can be named."""
    if stay.is_over:
        return "CANCEL"
    return "REQUEST" if invitation.from_address else "PUBLISH"


def is_same_version(one: bytes, other: bytes) -> bool:
    """Whether two files say the same of when, and whether at all."""
    return _DECISIVE.findall(one) == _DECISIVE.findall(other)


def local_of(moment: datetime, name: str) -> datetime:
    """An instant in the property's zone."""
    return moment.astimezone(zone_named(name))


@lru_cache(maxsize=256)
def _timezone(name: str, first: int, last: int) -> Timezone:
    return Timezone.from_tzinfo(
        ZoneInfo(name), tzid=name, first_date=date(first, 1, 1), last_date=date(last, 12, 31)
    )


def _event(stay: Stay, invitation: Invitation, *, sequence: int, now: datetime) -> Event:
    event = Event()
    values: dict[str, Any] = {
        "uid": stay.uid,
        "sequence": sequence,
        "dtstamp": now.replace(microsecond=0),
        **_when(stay),
        "status": _status(stay),
        "summary": _plain(stay.property_name),
        "location": _plain(stay.place),
        "description": _description(stay, invitation),
    }
    for name, value in values.items():
        if value != "":
            event.add(name, value)
    if invitation.from_address:
        event["organizer"] = _person(invitation.from_name, invitation.from_address)
        event["attendee"] = _person(invitation.to_name, invitation.to_address)
        event["attendee"].params |= {"PARTSTAT": vText("ACCEPTED"), "RSVP": vText("FALSE")}
    return event


def _when(stay: Stay) -> dict[str, Any]:
    """An appointment blocks its hours; a stay leaves its days free for what else is planned on them."""
    if stay.starts_at is not None and stay.ends_at is not None:
        moments = [local_of(moment, stay.zone) for moment in (stay.starts_at, stay.ends_at)]
        return {"dtstart": moments[0], "dtend": moments[1], "transp": "OPAQUE"}
    last = max(stay.departure, stay.arrival + timedelta(days=1))
    return {"dtstart": stay.arrival, "dtend": last, "transp": "TRANSPARENT"}


def _status(stay: Stay) -> str:
    if stay.is_over:
        return "CANCELLED"
    return "TENTATIVE" if stay.status in OPEN else "CONFIRMED"


def _description(stay: Stay, invitation: Invitation) -> str:
    words, manner = file_words(invitation.language), Manner(invitation.language, zone=stay.zone)
    lines = [words.booking.format(reference=stay.reference)]
    if stay.starts_at is None:
        lines += [
            words.check_in.format(time=write_time(stay.check_in, manner)),
            words.check_out.format(time=write_time(stay.check_out, manner)),
        ]
    return "\n".join(_plain(line) for line in (*lines, invitation.from_name) if line)


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r", "")).strip()


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name.strip():
        person.params["CN"] = vText(" ".join(_CONTROL.sub(" ", name).split()))
    return person
