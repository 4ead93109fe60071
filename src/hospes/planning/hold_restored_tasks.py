"""Hold tasks after a backup was restored."""

from datetime import datetime

from hospes.planning.models import Task, TaskState

REASON = "restored"


def hold_restored_tasks(*, now: datetime) -> int:
    """Hold every task that was due before the restore, of all agencies; returns how many.

    Since the backup they may have been executed already, and nobody knows: a person releases or skips each
    (reliability.md, K14). What is due later stays planned. Again: nothing more.
    """
    due = Task.objects.filter(state__in=[TaskState.PLANNED, TaskState.EXECUTING], due_at__lte=now)
    return due.update(state=TaskState.HELD, reason=REASON, changed_at=now)
