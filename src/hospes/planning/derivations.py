"""The planner's own statement, cut where an explanation wants to look inside; so the two cannot disagree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_parameters, plan_statement

_COLUMNS = (
    "solution_id", "occurrence", "anchor", "anchor_at", "anchor_local", "anchor_zone", "clock", "clock_zone",
    "wish_local", "wish_zone", "planned_at", "deadline", "is_late", "skip_reason", "due_at",
)  # fmt: skip
_CHOICES = """FROM planning_alternative
    WHERE agency_id = %(agency)s AND solution_id IN (SELECT solution_id FROM rules)"""
_GIVEN = "FROM jsonb_populate_recordset(NULL::planning_alternative, %(choices)s::jsonb)"


class Derivations:
    """What the planner sees and derives for one booking at one instant.

    Args:
        agency_id: whose booking.
        booking_id: the booking.
        now: the instant that the derivation is made for.
    """

    def __init__(self, agency_id: int, booking_id: int, now: datetime) -> None:
        self._parameters: dict[str, Any] = {**plan_parameters(agency_id, now), "bookings": [booking_id]}
        self._head, rest = plan_statement().split("-- Pairs that are eligible", 1)
        self._middle, _ = rest.split("existing AS (", 1)

    def facts(self) -> dict[str, Any] | None:
        """The booking as the planner sees it; None when its portal is excluded."""
        rows = self._fetch(f"{self._head.rstrip().removesuffix(',')} SELECT to_jsonb(f) FROM facts f")
        return (
            None if not rows else dict(json.loads(rows[0][0]) if isinstance(rows[0][0], str) else rows[0][0])
        )

    def held(self, choices: Sequence[Mapping[str, Any]]) -> set[tuple[int, int]]:
        """(solution, position) of the given alternatives that the booking meets."""
        _, clause = self._middle.split("(explain_booking reads from here …)", 1)
        clause, _ = clause.split("-- … to here", 1)
        head = self._head.replace(_CHOICES, _GIVEN).rstrip().removesuffix(",")
        sql = f"{head} SELECT c.solution_id, c.position FROM facts f CROSS JOIN choices c WHERE true {clause}"
        return {(row[0], row[1]) for row in self._fetch(sql, choices=json.dumps(list(choices)))}

    def wishes(self) -> list[dict[str, Any]]:
        """How every wished occurrence was derived, in order."""
        before = (self._head + "-- Pairs that are eligible" + self._middle).rstrip().removesuffix(",")
        before, _ = before.rsplit("-- Pairs without an anchor", 1)
        head = before.rstrip().removesuffix(",")
        sql = f"{head} SELECT {', '.join(_COLUMNS)} FROM decided ORDER BY solution_id, occurrence"
        return [dict(zip(_COLUMNS, row, strict=True)) for row in self._fetch(sql)]

    def tasks(self) -> list[Task]:
        """The tasks that are there."""
        agency_id, (booking_id,) = self._parameters["agency"], self._parameters["bookings"]
        return list(Task.objects.filter(agency_id=agency_id, booking_id=booking_id).order_by("occurrence"))

    def _fetch(self, sql: str, **more: str) -> list[tuple[Any, ...]]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(sql, {**self._parameters, **more})
            return list(cursor.fetchall())
