"""What the planner sees and derives, by its own words in statements that only look: they cannot disagree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, transaction

from hospes.kit.statements import load
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_parameters

_SETTINGS = """
    SELECT 'planning_task'::regclass::oid, set_config('jit', 'off', true),
           set_config('plan_cache_mode', 'force_generic_plan', true)"""


class Derivations:
    """What the planner sees and derives for one booking at one instant.

    Args:
        agency_id: whose booking.
        booking_id: the booking.
        now: the instant that the derivation is made for.
    """

    def __init__(self, agency_id: int, booking_id: int, now: datetime) -> None:
        self._parameters: dict[str, Any] = {**plan_parameters(agency_id, now), "bookings": [booking_id]}

    def facts(self) -> dict[str, Any] | None:
        """The booking as the planner sees it; None when its portal is excluded."""
        for row in self._fetch(load(__name__, "find_booking_facts")):
            (facts,) = row.values()
            return dict(json.loads(facts) if isinstance(facts, str) else facts)
        return None

    def held(self, choices: Sequence[Mapping[str, Any]]) -> set[tuple[int, int]]:
        """(solution, position) of the given alternatives that the booking meets."""
        rows = self._fetch(load(__name__, "check_conditions"), choices=json.dumps(list(choices)))
        return {(row["solution_id"], row["position"]) for row in rows}

    def wishes(self) -> list[dict[str, Any]]:
        """How every wished occurrence was derived, in order; a `hindrance` means that it is not wished."""
        return self._fetch(load(__name__, "find_wishes"))

    def tasks(self) -> list[Task]:
        """The tasks that are there."""
        agency_id, (booking_id,) = self._parameters["agency"], self._parameters["bookings"]
        return list(Task.objects.filter(agency_id=agency_id, booking_id=booking_id).order_by("occurrence"))

    def _fetch(self, sql: str, **more: str) -> list[dict[str, Any]]:
        with transaction.atomic(savepoint=False), _preparing() as cursor:
            cursor.execute(_SETTINGS)
            (table, *_) = cursor.fetchone() or (0,)
            # A copy of the tables in front of them is another statement.
            cursor.execute(f"{sql}\n-- {table}", {**self._parameters, **more}, prepare=True)
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def _preparing() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor whose statements the session keeps prepared: planning them costs more than running them."""
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
            yield cursor
    finally:
        raw.prepare_threshold = before
