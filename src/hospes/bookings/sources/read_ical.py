"""Read a calendar: in a child process with limits, so that nothing in it can stop or bloat ours."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hospes.kit.errors import Malformed

LARGEST = 5 << 20
WALL_SECONDS = 60
_CHILD = Path(__file__).with_name("ical_child.py")


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event as written.

    Attributes:
        uid: "" when it has none.
        start: a date; or a time, aware when it has a zone, else naive: local time of the property.
        end: exclusive; of the type of `start` unless the calendar mixes them. None when `problem` says why.
        created: when it was made, as far as the calendar says an instant.
        problem: why it cannot be used, as a sentence; "" when it can.
    """

    uid: str
    summary: str
    description: str
    status: str
    start: date | None
    end: date | None
    created: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A whole calendar: the program that made it, and the newest version of every event in its order."""

    product: str
    events: list[CalendarEvent]


def read_ical(raw: bytes) -> CalendarRead:
    """The events of a calendar; a series is never expanded but is an event with a problem.

    Args:
        raw: the bytes of an iCalendar file, at most 5 MB.

    Raises:
        Malformed: it is no calendar, is cut off, has more than 5,000 events or takes too long to read.
    """
    if len(raw) > LARGEST:
        raise Malformed("The calendar is larger than 5 MB: ask for a smaller one.")
    answer = _ask_child(raw)
    if "error" in answer:
        raise Malformed(answer["error"])
    return CalendarRead(answer["product"], [_event(one) for one in _newest(answer["events"])])


def _ask_child(raw: bytes) -> dict[str, Any]:
    """What the child says; it gets no environment, so no secrets either."""
    too_long = Malformed("The calendar takes too long to read: ask for a smaller one.")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=raw,
            capture_output=True,
            env={},
            check=False,
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise too_long from error
    if done.returncode < 0:
        raise too_long
    if done.returncode:
        raise Malformed(
            "The calendar cannot be read: send it to those who look after this installation.",
            reason=done.stderr.decode(errors="replace")[-300:],
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _newest(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of several versions of an event the one with the highest number, then the latest, then the last."""
    best: dict[object, dict[str, Any]] = {}
    for place, event in enumerate(events):
        # Occurrences of a series share their UID, and each is worth a word; so are events without any.
        key = place if event["problem"] or not event["uid"] else event["uid"]
        if key not in best or event["order"] >= best[key]["order"]:
            best[key] = event
    return list(best.values())


def _event(facts: dict[str, Any]) -> CalendarEvent:
    created = _moment(facts["created"])
    known = isinstance(created, datetime) and created.tzinfo is not None
    return CalendarEvent(
        uid=facts["uid"],
        summary=facts["summary"],
        description=facts["description"],
        status=facts["status"].upper(),
        start=_moment(facts["start"]),
        end=_moment(facts["end"]),
        created=created if known and isinstance(created, datetime) else None,
        problem=facts["problem"],
    )


def _moment(written: str) -> date | None:
    """A date, or a datetime when it has a time."""
    if not written:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
