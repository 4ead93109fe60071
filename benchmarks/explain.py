"""Explain one booking of an agency with 50 solutions, and find who does not get a message among 50,000."""

from __future__ import annotations

import random
from typing import Any

from django.db import connection

from benchmarks.bench import Measured, timed
from benchmarks.plan import NOW, RULES, make_bookings, solution
from hospes.bookings.models import Booking
from hospes.insight.search_reasons import search_reasons
from hospes.planning.explain_booking import explain_booking, explanation_sentences
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.save_solutions import save_solutions

SOLUTIONS = 50
BOOKINGS = 50_000
ASKED = 60
WARM_UP = 5
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"nights": {"min": 2}, "portals": ["P1", "P2"]},
    {"nights": {"min": 5}},
    {"languages": ["en"], "payment": "unsettled", "party": {"max": 4}},
    {"season": {"from": "06-15", "to": "09-15"}, "any": [{"nights": {"min": 7}}, {"portals": ["P3"]}]},
)


def run(scale: float) -> list[Measured]:
    """Explanations with their sentences, one booking at a time; the search over all bookings."""
    n = max(100, int(BOOKINGS * scale))
    agency_id = make_bookings("Explain", n)
    save_solutions(agency_id, [rule(number) for number in range(SOLUTIONS)], now=NOW, by="bench")
    ids = list(Booking.objects.filter(agency_id=agency_id).values_list("id", flat=True))
    names = [f"Rule {number}" for number in range(4)]
    plan_tasks(agency_id, now=NOW, booking_ids=ids[: n // 10])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    dice = random.Random(5)
    asked = [dice.choice(ids[: n // 10]) for _ in range(WARM_UP + ASKED)]
    seconds = [timed(lambda booking=booking: explain(agency_id, booking)) for booking in asked]
    found = [timed(lambda name=name: search_reasons(agency_id, name, now=NOW)) for name in names]
    return [
        Measured(f"explain one booking, {SOLUTIONS} solutions", 1, tuple(seconds[WARM_UP:]), goal="≤ 50 ms"),
        Measured(f"who does not get it, of {n:,} bookings", n, tuple(found)),
    ]


def rule(number: int) -> dict[str, Any]:
    """One of many solutions."""
    _, _, trigger = RULES[number % len(RULES)]
    conditions = CONDITIONS[number % len(CONDITIONS)]
    return {**solution(f"Rule {number}", f"purpose {number}", trigger), "conditions": conditions}


def explain(agency_id: int, booking_id: int) -> None:
    """Explain one booking, down to the sentences."""
    found = explain_booking(agency_id, booking_id, now=NOW)
    if len([line for one in found for line in explanation_sentences(one)]) < SOLUTIONS:
        raise AssertionError(found)
