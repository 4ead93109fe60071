"""Claim tasks that are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load
from hospes.planning.plan_tasks import PLANNER_LOCK, plan_tasks

ROUNDS = 20
"""Batches looked at in one call while none of their tasks may go: an empty answer means nothing is due."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task that is due and locked until the running transaction ends."""

    task_id: int
    agency_id: int
    solution_id: int
    booking_id: int
    occurrence: int
    event_id: int | None
    due_at: datetime
    deadline: datetime | None
    is_late: bool
    solution_version: int


def claim_tasks(*, now: datetime, limit: int, agency_id: int | None = None) -> list[Claimed]:
    """Lock planned tasks that are due, in order of their instants; call it inside a transaction.

    Two callers never get the same task. Their bookings are locked too and planned once more, so that nothing
    goes whose conditions hold no longer (S11). What is at or past its deadline expires (S10), what waited
    longer than news stays fresh expires as stale (S32), what waits for a person (mode *prepare*) is held, and
    what falls into quiet hours waits for their end or is skipped (S22); none of these is returned. An agency
    whose rules are just being planned is left for the next call.

    Args:
        now: the instant of execution.
        limit: how many tasks at most.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            load(__name__, "lock_due_agencies"),
            {"now": now, "most": limit, "agency": agency_id, "key": PLANNER_LOCK},
        )
        agencies = [row[0] for row in cursor.fetchall()]
        if not agencies:
            return []
        for _ in range(ROUNDS):
            cursor.execute(
                load(__name__, "lock_due_tasks"), {"now": now, "most": limit, "agencies": agencies}
            )
            locked = cursor.fetchall()
            _check_once_more(locked, now)
            ids = [task_id for task_id, *_ in locked]
            cursor.execute(load(__name__, "claim_tasks"), {"now": now, "ids": ids})
            claimed = [Claimed(*row) for row in cursor.fetchall()]
            if claimed or not locked:
                return claimed
        return []


def _check_once_more(locked: Sequence[tuple[int, int, int]], now: datetime) -> None:
    bookings: dict[int, set[int]] = defaultdict(set)
    for _, agency_id, booking_id in locked:
        bookings[agency_id].add(booking_id)
    for agency_id, booking_ids in sorted(bookings.items()):
        plan_tasks(agency_id, booking_ids=sorted(booking_ids), now=now)
