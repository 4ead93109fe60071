"""Calendars for tests: written out as portals write them, and the shared real ones."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.import_feed import Feed, FeedOptions, FeedReport, import_feed
from hospes.bookings.models import Booking
from hospes.bookings.receive_bookings import Received
from hospes.bookings.sources.ical_bookings import Sorted, sort_events
from hospes.bookings.sources.read_ical import read_ical
from hospes.engine.take_in_bookings import take_in_bookings
from tests.making import NOW

SHARED = Path(os.environ.get("HOSPES_SHARED") or Path(__file__).parents[3] / "shared") / "data" / "ical"


def shared(name: str) -> bytes:
    """A real calendar; the test is skipped where the shared data are absent."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"the shared calendar {name} is not here: set HOSPES_SHARED")
    return path.read_bytes()


def sort(raw: bytes, zone: str = "Europe/Madrid", last: date = date(2199, 1, 1)) -> Sorted:
    return sort_events(read_ical(raw).events, zone=zone, last=last)


def calendar(*events: str, product: str = "-//Airbnb Inc//Hosting Calendar 1.0//EN") -> bytes:
    lines = ["BEGIN:VCALENDAR", f"PRODID:{product}", "VERSION:2.0", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def event(uid: str, start: str = "20260612", end: str = "20260619", **properties: str) -> str:
    """An event of whole days; `SUMMARY` is Reserved unless said."""
    lines = {"UID": uid, "DTSTART;VALUE=DATE": start, "DTEND;VALUE=DATE": end, "SUMMARY": "Reserved"}
    written = [f"{name}:{value}" for name, value in {**lines, **properties}.items() if value]
    return "\r\n".join(["BEGIN:VEVENT", *written, "END:VEVENT"])


def airbnb(
    code: str, start: str = "20260612", end: str = "20260619", *, polled: str = "20260501T080000Z"
) -> str:
    """A booking as Airbnb says it, folded."""
    text = (
        f"Reservation URL: https://www.airbnb.com/hosting/reservations/de\r\n tails/{code}"
        "\\nPhone Number (Last 4 Digits): 0286"
    )
    uid = f"1418fb94e984-{code.lower():0>32}@airbnb.com"
    return event(uid, start, end, DTSTAMP=polled, DESCRIPTION=text)


def import_raw(
    agency: Agency, raw: bytes, *, now: datetime = NOW, options: FeedOptions | None = None, **feed: str
) -> FeedReport:
    """Import a calendar of Casa Mar as the command does."""

    def take_in(facts: Sequence[BookingFacts]) -> Sequence[Received]:
        return take_in_bookings(agency.id, facts, now=now, origin=Origin.FEED).received

    where = Feed(**{"property": "Casa Mar", **feed})
    return import_feed(agency.id, where, raw, now=now, take_in=take_in, options=options)


def statuses() -> dict[str, str]:
    return dict(Booking.objects.order_by("reference").values_list("reference", "status"))
