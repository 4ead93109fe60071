"""`hospes_instant`, the SQL function that decides when a local time happens (S6)."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db

VECTORS = [
    ("Europe/Madrid", "2026-03-29 02:30", "2026-03-29 01:30"),
    ("Europe/Madrid", "2026-10-25 02:30", "2026-10-25 00:30"),
    ("Europe/Madrid", "2026-10-25 03:00", "2026-10-25 02:00"),
    ("America/Santiago", "2026-09-06 00:00", "2026-09-06 04:00"),
    ("America/Santiago", "2026-04-04 23:30", "2026-04-05 02:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ("Pacific/Apia", "2011-12-30 10:00", "2011-12-30 20:00"),
    ("Antarctica/Troll", "2026-10-25 01:30", "2026-10-24 23:30"),
    ("Asia/Kathmandu", "2026-06-01 12:00", "2026-06-01 06:15"),
    ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30"),
    ("America/St_Johns", "2026-11-01 01:30", "2026-11-01 04:00"),
]
ZONES = sorted({zone for zone, _, _ in VECTORS} | {"Europe/London", "America/New_York", "Asia/Tehran", "UTC"})
START = datetime.fromisoformat("2004-01-01")


def instants(pairs: list[tuple[datetime, str]]) -> list[datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hospes_instant(l, z) FROM unnest(%s::timestamp[], %s::text[])"
            " WITH ORDINALITY AS t(l, z, n) ORDER BY n",
            [[local for local, _ in pairs], [zone for _, zone in pairs]],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(("zone", "local", "instant"), VECTORS)
def test_S6_a_local_time_has_one_instant(zone: str, local: str, instant: str) -> None:
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert instants([(datetime.fromisoformat(local), zone)]) == [expected]


def test_S6_the_skipped_day_of_Apia_becomes_the_next_one() -> None:
    (instant,) = instants([(datetime.fromisoformat("2011-12-30 10:00"), "Pacific/Apia")])
    assert instant.astimezone(ZoneInfo("Pacific/Apia")).isoformat() == "2011-12-31T10:00:00+14:00"


def test_S6_sql_agrees_with_zoneinfo_around_every_change_of_clocks() -> None:
    dice = random.Random(6)
    pairs = [
        (START + timedelta(minutes=15 * dice.randrange(24 * 4 * 365 * 28)), dice.choice(ZONES))
        for _ in range(2_000)
    ]
    pairs += [
        (datetime.fromisoformat(month) + timedelta(minutes=15 * quarter), zone)
        for zone in ZONES
        for month in ("2026-03-01", "2026-10-01")
        for quarter in range(31 * 24 * 4)
    ]
    expected = [local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC) for local, zone in pairs]
    wrong = [
        (pair, got) for pair, got, right in zip(pairs, instants(pairs), expected, strict=True) if got != right
    ]
    assert wrong == []


def test_S6_a_call_costs_no_call_because_it_is_written_into_the_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN VERBOSE SELECT hospes_instant(l, z)"
            " FROM (VALUES (timestamp '2026-01-01', 'UTC'), (NULL, 'UTC')) AS t(l, z)"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "hospes_instant" not in plan
