"""The difference that a change of rules makes to the plan: what is added, moves, goes away, goes at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from hospes.kit.statements import load

KINDS = ("at_once", "added", "released", "moved", "withdrawn", "skipped")
SOON = timedelta(minutes=10)
"""What is due within this time goes at once: nobody could stop it after looking twice."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One task that changed: whose, and when it was due before and is due now (empty: it was not there).

    `zone` is the one that its times are read in; `reason` is the task's reason code.
    """

    solution: str
    reference: str
    guest: str
    property: str
    occurrence: int
    old_due_at: datetime | None
    due_at: datetime
    zone: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What became of the tasks of the solutions that were changed.

    `numbers` counts tasks by kind: added (also planned again), released (they had waited for a person),
    moved, withdrawn, skipped (also expired) and at_once, which are those that begin to go within ten minutes,
    whatever else they are. `examples` are the first of each kind by time. `messages_at_once` counts the
    notifications of the tasks that go at once.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, Sequence[PlannedChange]] = field(default_factory=dict)
    messages_at_once: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the plan stays as it is."""
        return not any(self.numbers.values())


@dataclass(frozen=True, slots=True)
class Remembered:
    """How the tasks of solutions stood: three arrays as PostgreSQL writes them, for itself to read again."""

    ids: str
    states: str
    due: str


def remember_tasks(agency_id: int, solution_ids: Sequence[int]) -> Remembered:
    """How the tasks of solutions stand now, to be compared after planning in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            load(__name__, "remember_tasks"), {"agency": agency_id, "solutions": list(solution_ids)}
        )
        return Remembered(*cursor.fetchone())


def compare_tasks(
    agency_id: int, solution_ids: Sequence[int], before: Remembered, *, now: datetime, most: int = SHOWN
) -> PlanDifference:
    """The difference between the tasks now and before.

    Args:
        agency_id: whose tasks.
        solution_ids: the solutions that were remembered, and new ones.
        before: how their tasks stood.
        now: the instant that the plan was made for.
        most: examples of each kind.
    """
    asked: dict[str, Any] = {
        **asdict(before),
        "agency": agency_id,
        "solutions": list(solution_ids),
        "now": now,
        "soon": SOON,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "compare_tasks"), asked)
        return _difference(cursor.fetchall())


def _difference(rows: Sequence[Sequence[Any]]) -> PlanDifference:
    numbers: dict[str, int] = dict.fromkeys(KINDS, 0)
    examples: dict[str, list[PlannedChange]] = {}
    messages = 0
    for (kind, tasks, sent), found in groupby(rows, key=lambda row: tuple(row[:3])):
        numbers[kind] = tasks
        examples[kind] = [PlannedChange(*row[3:]) for row in found if row[3] is not None]
        messages = int(sent) if kind == "at_once" else messages
    return PlanDifference(numbers, examples, messages)
