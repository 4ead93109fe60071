"""The difference that a change of rules makes on 50,000 bookings: moved, added, withdrawn; taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from benchmarks.bench import Measured, side_by_side
from benchmarks.plan import NOW, RULES, make_bookings, solution
from hospes.engine.change_solutions import change_solutions
from hospes.engine.plan_with_care import Caution
from hospes.engine.switch_solutions import switch_solutions
from hospes.planning.plan_tasks import plan_tasks

ROUNDS = 5
LATER = NOW + timedelta(hours=1)
DRY = Caution(is_dry_run=True)
NAME, PURPOSE, TRIGGER = RULES[1]
EDITS: dict[str, dict[str, Any]] = {
    "move every task": solution(NAME, PURPOSE, {**TRIGGER, "offset": -4}),
    "add a solution": solution("Second look", "second_look", TRIGGER),
    "withdraw half": {**solution(NAME, PURPOSE, TRIGGER), "conditions": {"portals": ["P1", "P2"]}},
}


def run(scale: float) -> list[Measured]:
    """Each kind of change in turn, several rounds."""
    n = max(100, int(50_000 * scale))
    agency_id = make_bookings("Difference", n)
    plan_tasks(agency_id, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

    def edit(written: dict[str, Any]) -> Callable[[], None]:
        return lambda: show(
            change_solutions(
                agency_id, {"solutions": [written]}, now=LATER, by="bench", caution=DRY
            ).difference.numbers
        )

    def off() -> None:
        show(
            switch_solutions(
                agency_id, [NAME], on=False, now=LATER, by="bench", caution=DRY
            ).difference.numbers
        )

    works = [(name, edit(written), None) for name, written in EDITS.items()]
    found = side_by_side(ROUNDS, *works, ("switch off", off, None))
    return [Measured(name, n, seconds, goal="≤ 3 s") for name, seconds in found.items()]


def show(numbers: Any) -> None:
    """Make sure that there was something to tell."""
    if not any(numbers.values()):
        raise AssertionError(numbers)
