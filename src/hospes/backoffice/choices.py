"""Reads what somebody chose to see of a list from the address of the page."""

from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils import timezone

from hospes.insight.pages import Choice
from hospes.kit.errors import Malformed


def read_choice(query: QueryDict, states: tuple[str, ...]) -> Choice:
    """The choice of a list page: words, solution, channel, and days in the agency's zone (both included).

    Raises:
        Malformed: a day or a number cannot be read.
    """
    first, last = read_day(query, "since"), read_day(query, "until")
    return Choice(
        states=states,
        words=query.get("q", "").replace("\x00", "").strip()[:200],
        solution_id=read_number(query, "solution"),
        channel=query.get("channel", "").replace("\x00", "")[:10],
        since=midnight(first) if first else None,
        until=midnight(last + timedelta(days=1)) if last else None,
    )


def read_day(query: QueryDict, name: str) -> date | None:
    """A day, or None when none is given."""
    written = query.get(name, "")
    try:
        found = date.fromisoformat(written) if written else None
    except ValueError as error:
        raise Malformed(f"“{written[:40]}” is no day: write it as 2026-05-31.", field=name) from error
    if found and not 1970 <= found.year <= 2200:
        raise Malformed("Choose a day between 1970 and 2200.", field=name)
    return found


def read_number(query: QueryDict, name: str) -> int | None:
    """A number, or None when none is given."""
    written = query.get(name, "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 19):
        raise Malformed("Choose one from the list.", field=name)
    return int(written)


def midnight(day: date) -> datetime:
    """The instant at which the day begins in the zone of the page."""
    return timezone.make_aware(datetime.combine(day, time.min))
