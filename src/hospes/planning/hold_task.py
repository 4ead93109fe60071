"""Hold a task, release it, or skip it, by hand."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest

from hospes.planning.models import TaskState
from hospes.planning.steering import change_task
from hospes.planning.take_over_tasks import take_over_tasks

BY_PERSON = "by_person"


def hold_task(agency_id: int, task_id: int, *, now: datetime) -> None:
    """Hold a planned task until somebody releases it; it moves with its booking, and its deadline counts.

    Raises:
        NotFound: the agency has no such task.
        Conflict: it is not planned any more.
    """
    changes = {"state": TaskState.HELD, "reason": BY_PERSON}
    change_task(agency_id, task_id, allowed=(TaskState.PLANNED,), now=now, changes=changes)


def release_task(agency_id: int, task_id: int, *, now: datetime, by: str) -> None:
    """Let a held task go at its time, or at once when that has come.

    Whatever it was held for, `by` answers for it from now on: a prepared one is not held again.

    Raises:
        NotFound: the agency has no such task.
        Conflict: it is not held, or its deadline is over.
    """
    changes = {
        "state": TaskState.PLANNED,
        "reason": "",
        "due_at": Greatest("due_at", now),
        "details": {"released_by": by},
    }
    change_task(agency_id, task_id, allowed=(TaskState.HELD,), now=now, changes=changes)


def skip_task(agency_id: int, task_id: int, *, now: datetime) -> None:
    """Skip a task for good: no later change of the booking plans it again.

    What stood back for the sake of its purpose takes over (S19).

    Raises:
        NotFound: the agency has no such task.
        Conflict: it has gone already, or is over.
    """
    allowed = (TaskState.PLANNED, TaskState.HELD, TaskState.FAILED)
    changes = {"state": TaskState.SKIPPED, "reason": BY_PERSON}
    with transaction.atomic():
        change_task(agency_id, task_id, allowed=allowed, now=now, changes=changes)
        take_over_tasks([task_id], now=now)
