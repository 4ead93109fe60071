"""Compare the time-zone data of PostgreSQL and Python: planning uses the one, words the other.

PostgreSQL does not say which release it has. Each release of the IANA data is known by a change that it
brought, so both sides are asked for the local time at the same instants.

Source: NEWS of the IANA time-zone database.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection

# Release, zone, instant, local time since that release.
CHANGES = (
    ("2022f", "America/Mexico_City", datetime(2023, 7, 1, 12, tzinfo=UTC), "2023-07-01 06:00"),
    ("2022g", "America/Ojinaga", datetime(2022, 12, 15, 12, tzinfo=UTC), "2022-12-15 06:00"),
    ("2023a", "Africa/Cairo", datetime(2023, 7, 1, 12, tzinfo=UTC), "2023-07-01 15:00"),
    ("2024a", "Asia/Almaty", datetime(2024, 6, 1, 12, tzinfo=UTC), "2024-06-01 17:00"),
    ("2025a", "America/Asuncion", datetime(2025, 7, 1, 12, tzinfo=UTC), "2025-07-01 09:00"),
    ("2025b", "America/Coyhaique", datetime(2025, 7, 1, 12, tzinfo=UTC), "2025-07-01 09:00"),
)


@dataclass(frozen=True, slots=True)
class ZoneData:
    """The newest release that each side is known to have (empty: an older one), and where they differ."""

    postgresql: str
    python: str
    differing: tuple[str, ...]


def compare_zones() -> ZoneData:
    """Ask both sides for the local time at instants that tell the releases apart."""
    ours = [python_local(zone, at) for _, zone, at, _ in CHANGES]
    theirs = [postgresql_local(zone, at) for _, zone, at, _ in CHANGES]
    differing = tuple(change[1] for change, a, b in zip(CHANGES, ours, theirs, strict=True) if a != b)
    return ZoneData(newest(theirs), newest(ours), differing)


def newest(seen: list[str]) -> str:
    """The newest release whose change was seen."""
    known = [release for (release, _, _, local), found in zip(CHANGES, seen, strict=True) if found == local]
    return known[-1] if known else ""


def python_local(zone: str, at: datetime) -> str:
    """The local time by Python's data; empty when it does not know the zone."""
    try:
        return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    except ZoneInfoNotFoundError:
        return ""


def postgresql_local(zone: str, at: datetime) -> str:
    """The same by PostgreSQL's data."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_char(%s AT TIME ZONE name, 'YYYY-MM-DD HH24:MI')"
            " FROM pg_timezone_names WHERE name = %s",
            [at, zone],
        )
        row = cursor.fetchone()
        return row[0] if row else ""
