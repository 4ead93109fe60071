"""Run a task now, or once more, by hand."""

from datetime import datetime

from hospes.planning.models import TaskState
from hospes.planning.steering import change_task


def run_task_now(agency_id: int, task_id: int, *, now: datetime, by: str) -> None:
    """Let a planned or held task go at once; the time stays as set by hand when the booking moves.

    Raises:
        NotFound: the agency has no such task.
        Conflict: it has gone already, or its deadline is over.
    """
    changes = {
        "state": TaskState.PLANNED,
        "reason": "",
        "due_at": now,
        "is_pinned": True,
        "details": {"released_by": by},
    }
    allowed = (TaskState.PLANNED, TaskState.HELD)
    change_task(agency_id, task_id, allowed=allowed, now=now, changes=changes)


def retry_task(agency_id: int, task_id: int, *, now: datetime, by: str) -> None:
    """Let a task that failed, was skipped or expired go at once, if its deadline allows.

    Raises:
        NotFound: the agency has no such task.
        Conflict: it is in another state, or its deadline is over.
    """
    changes = {
        "state": TaskState.PLANNED,
        "reason": "",
        "due_at": now,
        "executed_at": None,
        "details": {"released_by": by},
    }
    allowed = (TaskState.FAILED, TaskState.SKIPPED, TaskState.EXPIRED)
    change_task(agency_id, task_id, allowed=allowed, now=now, changes=changes)
