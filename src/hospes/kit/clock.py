"""Local calendars and instants: pure arithmetic, never a clock that is read.

One rule for the two odd hours of a year (S6): a local time that does not exist is shifted forward by the
gap, one that exists twice means the earlier instant.

Source: `zoneinfo` with `fold=0`; PEP 495 explains why the round trip finds the gap.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from hospes.kit.errors import Malformed

CALENDAR_DAYS = {"days": 1, "weeks": 7, "months": 30}
"""Days in one calendar unit (S3: a month is 30 days, always)."""

ELAPSED_UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
"""Exact length of one elapsed unit (S1)."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The time zone called `name` in the IANA data, such as "Europe/Madrid".

    Raises:
        Malformed: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        sentence = f"{name!r} is not a time zone; write it like Europe/Madrid."
        raise Malformed(sentence, timezone=name) from error


def to_instant(local: datetime, zone_name: str) -> datetime:
    """The instant, in UTC, at which clocks in the zone show `local` (S6).

    Args:
        local: a naive local date and time.
        zone_name: IANA name.

    Returns:
        An aware datetime in UTC. In a gap: `local` moved forward by the gap. In an overlap: the earlier one.
    """
    return local.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)


def to_local(instant: datetime, zone_name: str) -> datetime:
    """What clocks in the zone show at `instant`, as a naive datetime."""
    return instant.astimezone(zone(zone_name)).replace(tzinfo=None, fold=0)


def local_date(instant: datetime, zone_name: str) -> date:
    """The calendar date in the zone at `instant`."""
    return to_local(instant, zone_name).date()


def move_calendar(local: datetime, offset: int, unit: str, *, at: time | None = None) -> datetime:
    """`local` moved by whole days, weeks or months of 30 days, at the clock time `at` or its own (S1, S3).

    Args:
        local: naive local date and time of the anchor.
        offset: how many units; negative is before, 0 the same day (S2).
        unit: "days", "weeks" or "months".
        at: clock time to take; None keeps the anchor's.

    Returns:
        A naive local datetime; give it to `to_instant`.
    """
    day = local.date() + timedelta(days=offset * CALENDAR_DAYS[unit])
    return datetime.combine(day, local.time() if at is None else at)


def move_elapsed(instant: datetime, offset: int, unit: str) -> datetime:
    """`instant` moved by exactly so many "minutes" or "hours", whatever the clocks do meanwhile (S1)."""
    return instant + offset * ELAPSED_UNITS[unit]


def parse_instant(text: str, zone_name: str) -> datetime:
    """Reads an ISO 8601 instant; without an offset it is local time of the zone.

    Args:
        text: "2026-06-12T15:00:00Z", "2026-06-12 15:00", "2026-06-12" (start of that day) …
        zone_name: IANA name for naive values, usually the agency's.

    Returns:
        An aware datetime in UTC.

    Raises:
        Malformed: not an ISO 8601 date and time, or a year before 1900 or after 2199.
    """
    try:
        read = datetime.fromisoformat(text.strip())
        _check_year(read)
        return to_instant(read, zone_name) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        sentence = f"{text[:40]!r} is not a date and time; write it like 2026-06-12T15:00."
        raise Malformed(sentence, value=text[:40]) from error


def parse_date(text: str) -> date:
    """Reads a date written YYYY-MM-DD.

    Raises:
        Malformed: another form, a day that does not exist, or a year before 1900 or after 2199.
    """
    try:
        if not _DATE.fullmatch(text.strip()):
            raise ValueError(text)
        read = date.fromisoformat(text.strip())
        _check_year(read)
        return read
    except ValueError as error:
        raise Malformed(f"{text[:40]!r} is not a date; write it like 2026-06-12.", value=text[:40]) from error


def _check_year(read: date) -> None:
    if not 1900 <= read.year <= 2199:
        raise ValueError(read.year)


def tzdata_version() -> str:
    """The release of the zone data Python uses, such as "2025b"; "unknown" when the system does not say."""
    folders = [Path(folder) for folder in TZPATH if (Path(folder) / "Etc" / "UTC").is_file()]
    return _release_in(folders[0]) if folders else _release_of_the_wheel()


def _release_of_the_wheel() -> str:
    return str(import_module("tzdata").IANA_VERSION)


def _release_in(folder: Path) -> str:
    for name in ("+VERSION", "tzdata.zi"):
        path = folder / name
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                return lines.readline().removeprefix("# version ").strip()
    return "unknown"
