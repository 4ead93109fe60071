"""B3: receive one changed booking: facts, events, plan, one commit; in small tables and in large ones."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import perf_counter

from django.db import connection

from benchmarks.bench import Measured
from benchmarks.plan import NOW, RULES, make_bookings, solution
from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.save_solutions import save_solutions

MORE_RULES = (
    ("Review request", "review_request", {"anchor": "departure", "offset": 1, "unit": "days", "at": "10:00"}),
    ("Check-out", "check_out", {"anchor": "departure", "offset": -1, "unit": "days", "at": "18:00"}),
)
SMALL, LARGE = 10_000, 1_000_000
CHANGES = 400
WARM_UP = 20


def run(scale: float) -> list[Measured]:
    """The same change in tables of two sizes; scale 1 is a million bookings with five tasks each."""
    small = _measure("Small", SMALL)
    large = int(LARGE * scale)
    figures = [_figure(f"B3 one booking, {SMALL:,} bookings", small)]
    if large > SMALL:
        name = f"B3 one booking, {large:,} bookings"
        figures.append(_figure(name, _measure("Large", large), baseline=figures[0].name))
    return figures


def _measure(name: str, count: int) -> tuple[float, ...]:
    """Seconds of each of some hundred changes of bookings picked at random."""
    agency_id = make_bookings(name, count)
    save_solutions(agency_id, [solution(*rule) for rule in (*RULES, *MORE_RULES)], now=NOW, by="bench")
    plan_tasks(agency_id, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    dice = random.Random(3)
    seconds = []
    for turn in range(WARM_UP + CHANGES):
        facts = _changed(dice.randrange(1, count + 1), turn)
        now = NOW + timedelta(hours=1, seconds=turn)
        start = perf_counter()
        taken = take_in_bookings(agency_id, [facts], now=now, origin=Origin.LIVE)
        seconds.append(perf_counter() - start)
        assert taken.received[0].outcome == "changed", taken
    return tuple(seconds[WARM_UP:])


def _changed(number: int, turn: int) -> BookingFacts:
    """A booking as it was written, moved by a day and a little dearer."""
    arrival = date(2026, 6, 1) + timedelta(days=number % 300)
    known = BookingFacts(
        reference=f"R{number}",
        portal=f"P{number % 4 + 1}",
        property=f"House {number % 40 + 1}",
        status="confirmed",
        booked_at=datetime(2026, 5, 1, 7, 30, tzinfo=UTC),
        arrival=arrival,
        departure=arrival + timedelta(days=3),
        guest=PersonFacts(name="Guest", email=f"g{number}@example.com", language="en"),
        currency="EUR",
        adults=2,
    )
    return replace(known, departure=known.departure + timedelta(days=1), total=Decimal(101 + turn))


def _figure(name: str, seconds: tuple[float, ...], baseline: str = "") -> Measured:
    p50, p99 = sorted(seconds)[len(seconds) // 2], sorted(seconds)[int(len(seconds) * 0.99)]
    goal = "within 20 %" if baseline else "p50 ≤ 8 ms, p99 ≤ 25 ms"
    return Measured(name, 1, seconds, baseline, goal, f"p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms")
