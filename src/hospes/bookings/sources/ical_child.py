"""Reads one calendar: bytes on standard input, facts as JSON on standard output.

A calendar comes from strangers and the library that reads it is large, so this runs as a program of its own
with limits on time and memory, without our code, secrets or database. No series is ever expanded.

Source: RFC 5545; the limits follow from measurements of hostile calendars (a feed of 176 bytes can ask for
more than 15 s of work).
"""

import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

CPU_SECONDS = 5
MEMORY = 256 << 20
MOST_EVENTS = 5_000
MOST_LINES = 300_000
LONGEST_LINE = 100_000
LONGEST_TEXT = 4_000
DEEPEST = 3
MOST_ZONES = 60
MOST_LINES_READ = 60_000
SERIES = ("RRULE", "RDATE", "EXRULE", "RECURRENCE-ID")
READ = {
    "VCALENDAR": frozenset({"PRODID"}),
    "VEVENT": frozenset(
        {
            "UID",
            "SUMMARY",
            "DESCRIPTION",
            "STATUS",
            "SEQUENCE",
            "LAST-MODIFIED",
            "DTSTAMP",
            "CREATED",
            "DTSTART",
            "DTEND",
            "DURATION",
            *SERIES,
        }
    ),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION"}),
    "STANDARD": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"}),
    "DAYLIGHT": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"}),
}
NAME = re.compile(r"[A-Za-z0-9-]+(?=[:;])")


class Unreadable(Exception):
    """The whole calendar cannot be used; the message is a sentence for people."""


def main() -> None:
    """Read, answer, end; an answer is `{"error": sentence}` or `{"events": […], "product": …}`."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        answer = read_calendar(sys.stdin.buffer.read())
    except Unreadable as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError):
        answer = {"error": "The calendar takes too much memory to read: ask for a smaller one."}
    json.dump(answer, sys.stdout)


def read_calendar(raw: bytes) -> dict[str, Any]:
    """The facts of all events.

    Raises:
        Unreadable: it is no calendar, not all of it is there, or it is too large.
    """
    lines = unfold(raw).split("\n")
    check_size(lines)
    read = list(islice(lines_to_read(lines), MOST_LINES_READ + 1))
    if len(read) > MOST_LINES_READ:
        raise Unreadable("The calendar says too much of each event: ask its portal to correct it.")
    from icalendar import Calendar  # noqa: PLC0415  after the limits are set

    try:
        calendars = Calendar.from_ical("\r\n".join(read) + "\r\n", multiple=True)
    except (ValueError, KeyError, IndexError) as error:
        message = "The calendar breaks the rules of iCalendar: ask its portal to correct it."
        raise Unreadable(message) from error
    # Airbnb's old calendars name themselves in a parameter of PRODID.
    product = next((line[6:] for line in read if line[:6].upper() == "PRODID"), "").strip(":; ")
    events = [describe(event) for calendar in calendars for event in calendar.walk("VEVENT")]
    return {"product": product[:200], "events": events}


def unfold(raw: bytes) -> str:
    """The text with every property on one line; lines may be folded inside a character."""
    lines = re.sub(rb"[\r\n]+", b"\n", raw.removeprefix(b"\xef\xbb\xbf").strip())
    whole = re.sub(rb"\n[ \t]", b"", lines)
    try:
        return whole.decode("utf-8")
    except UnicodeDecodeError:
        return whole.decode("latin-1")


def check_size(lines: list[str]) -> None:
    """Refuse what is no whole calendar or has more in it than any portal says.

    Raises:
        Unreadable: with what is wrong.
    """
    if not lines[0].upper().startswith("BEGIN:VCALENDAR"):
        raise Unreadable("This is no calendar: give the address or file of an iCal feed (.ics).")
    if len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
        raise Unreadable("The calendar has too many or too long lines: ask for a smaller one.")
    begun = Counter(line[6:].strip().upper() for line in lines if line[:6].upper() == "BEGIN:")
    ended = Counter(line[4:].strip().upper() for line in lines if line[:4].upper() == "END:")
    if begun != ended:
        raise Unreadable("The calendar is cut off, or its parts do not match: fetch it again.")
    if begun["VEVENT"] > MOST_EVENTS:
        raise Unreadable(f"The calendar has more than {MOST_EVENTS:,} events: split it.")
    if begun["VTIMEZONE"] > MOST_ZONES:
        raise Unreadable(f"The calendar has more than {MOST_ZONES} time zones: ask its portal to correct it.")


def lines_to_read(lines: list[str]) -> Iterator[str]:
    """The lines that say something of bookings: no alarms, tasks, attendees or inventions of a program."""
    inside: list[str] = []
    for line in lines:
        name = NAME.match(line)
        word = name.group().upper() if name else ""
        part = line[6:].strip().upper() if word == "BEGIN" else ""
        if part:
            inside.append(part)
        is_ours = 0 < len(inside) <= DEEPEST and all(one in READ for one in inside)
        if is_ours and (word in {"BEGIN", "END"} or word in READ[inside[-1]]):
            yield line
        if word == "END" and inside:
            inside.pop()


def describe(event: Any) -> dict[str, Any]:
    """One event as JSON can carry it; `problem` is why it cannot be used, "" when it can."""
    facts: dict[str, Any] = {name: text(event, name) for name in ("uid", "summary", "description", "status")}
    facts["order"] = [number(event.get("SEQUENCE")), stamp(event)]
    facts["created"] = when(event, "CREATED")
    facts["start"], facts["end"] = when(event, "DTSTART"), end_of(event)
    return facts | {"problem": next(problems(event, facts), "")}


def problems(event: Any, facts: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an event, the worst first."""
    if any(name in event for name in SERIES):
        yield "It is a series: give every date an event of its own."
    for name in ("DTSTART", "DTEND"):
        zone = unknown_zone(event, name)
        if zone:
            yield f"Its time zone {zone[:60]} is unknown: use a name such as Europe/Madrid."
    broken = {str(name).upper() for name, _ in event.errors}
    if not facts["start"]:
        yield "It has no start that can be read: add a DTSTART."
    if not facts["end"] or broken & {"DTEND", "DURATION"}:
        yield "It has no end that can be read: correct DTEND or DURATION."
    if not facts["uid"]:
        yield "It has no UID: without one it cannot be told from others at the next reading."


def unknown_zone(event: Any, name: str) -> str:
    """The name of a zone that nobody could make sense of."""
    moment = value_of(event, name)
    if not isinstance(moment, datetime) or moment.tzinfo is not None:
        return ""
    return str(event[name].params.get("TZID", ""))


def end_of(event: Any) -> str:
    """The end: DTEND, else start + DURATION, else a day after a date and the same instant after a time."""
    if "DTEND" in event:
        return when(event, "DTEND")
    start, length = value_of(event, "DTSTART"), value_of(event, "DURATION")
    if not isinstance(start, date):
        return ""
    if not isinstance(length, timedelta):
        length = timedelta(0 if isinstance(start, datetime) else 1)
    try:
        return (start + length).isoformat()
    except OverflowError:
        return ""


def when(event: Any, name: str) -> str:
    """A date, or a time with its offset when it has a zone, in ISO 8601; "" when there is none."""
    value = value_of(event, name)
    return value.isoformat() if isinstance(value, date) else ""


def value_of(event: Any, name: str) -> Any:
    """A property's value; None when it is not there, there twice, or broken."""
    try:
        return getattr(event.get(name), "dt", None)
    except ValueError:
        return None


def text(event: Any, name: str) -> str:
    """A property as text; of several the first."""
    value = event.get(name, "")
    return str(value[0] if isinstance(value, list) else value)[:LONGEST_TEXT].strip()


def stamp(event: Any) -> str:
    """What orders two versions of an event that have the same number."""
    return when(event, "LAST-MODIFIED") or when(event, "DTSTAMP")


def number(value: Any) -> int:
    """A sequence number; 0 when there is none."""
    return value if isinstance(value, int) else 0


if __name__ == "__main__":
    main()
