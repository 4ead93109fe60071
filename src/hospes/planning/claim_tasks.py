"""Claim tasks that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load
from hospes.planning.finish_tasks import Finished, finish_tasks

CLAIM = load(__name__, "claim_tasks")


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

    Two callers never get the same task. What is at or past its deadline expires here (S10), what waits for
    a person (mode *prepare*) is held; neither is returned.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "most": limit, "agency_id": agency_id})
        rows = cursor.fetchall()
    claimed = [(Claimed(*row[:-1]), row[-1]) for row in rows]
    ended = [_ended(task, mode, now) for task, mode in claimed]
    finish_tasks([end for end in ended if end is not None], now=now)
    return [task for (task, _), end in zip(claimed, ended, strict=True) if end is None]


def _ended(task: Claimed, mode: str, now: datetime) -> Finished | None:
    if task.deadline is not None and now >= task.deadline:
        return Finished(task.task_id, "expired", "deadline")
    return Finished(task.task_id, "held", "prepared") if mode == "prepare" else None
