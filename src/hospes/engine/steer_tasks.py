"""Steer one task by hand: hold it, release it, skip it, send it now, or try it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.engine.wake import wake
from hospes.kit.errors import Malformed
from hospes.planning.hold_task import hold_task, release_task, skip_task
from hospes.planning.models import Task
from hospes.planning.run_task import retry_task, run_task_now

Steering = Callable[[int, int, datetime, str], None]
WAYS: dict[str, Steering] = {
    "hold": lambda agency, task, now, _: hold_task(agency, task, now=now),
    "release": lambda agency, task, now, by: release_task(agency, task, now=now, by=by),
    "skip": lambda agency, task, now, _: skip_task(agency, task, now=now),
    "run": lambda agency, task, now, by: run_task_now(agency, task, now=now, by=by),
    "retry": lambda agency, task, now, by: retry_task(agency, task, now=now, by=by),
}
"""What somebody can do with a task → the verb."""


def steer_task(agency_id: int, task_id: int, way: str, *, now: datetime, by: str) -> Task:
    """Do one of `WAYS` with a task, keep who did it, and wake the workers, in one transaction.

    Args:
        agency_id: whose.
        task_id: which.
        way: hold, release, skip, run or retry.
        now: the instant.
        by: who does it, for the audit trail.

    Returns:
        The task as it is then, with its solution and booking.

    Raises:
        Malformed: there is no such way.
        NotFound: the agency has no such task.
        Conflict: its state does not allow it, or its deadline is over.
    """
    if way not in WAYS:
        raise Malformed(f"“{way[:30]}” cannot be done with a task: use {', '.join(WAYS)}.", field="way")
    with acting_for(agency_id):
        WAYS[way](agency_id, task_id, now, by)
        tasks = Task.objects.filter(agency_id=agency_id).select_related("solution", "booking")
        task = tasks.get(pk=task_id)
        subject = f"{task.solution.name} · {task.booking.reference}"
        record_audit(agency_id, f"{way}_task", subject, by=by, now=now, details={"task": task_id})
        wake()
        return task
