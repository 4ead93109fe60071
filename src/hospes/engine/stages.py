"""What the worker's loops do at each turn: one stage each, until there is nothing left to do."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from django.db.models import Min

from hospes.delivery.send_messages import send_messages
from hospes.delivery.sweep_messages import sweep_messages
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Lane
from hospes.dispatch.next_messages import next_send_at
from hospes.dispatch.send_bulks import send_bulks
from hospes.engine.clock import read_clock
from hospes.engine.heartbeat import EVERY, beat
from hospes.planning.models import Task, TaskState

log = structlog.get_logger(__name__)

BATCH = 500
IDLE = 3600.0
PASSED_OVER = 0.2
"""Seconds until what was due and held by somebody else is looked at again."""
SWEEP = 5.0
SLOWLY = 1.0
"""Seconds after which the next slice of a bulk message is looked for: its lane is slow by intention."""


def execute_due(ring: Callable[[], None]) -> float:
    """Execute tasks that are due, one batch; the senders are rung when that made messages.

    Returns:
        Seconds until the next task is due; a moment when one that is due was passed over, because another
        worker, or a change of its booking, held it.
    """
    now = read_clock()
    done = execute_tasks(now=now, limit=BATCH)
    if done.tasks:
        log.info(
            "tasks_executed", tasks=done.tasks, messages=done.messages, held=done.held, failed=done.failed
        )
        ring()
        return 0.0
    at = Task.objects.filter(state=TaskState.PLANNED).aggregate(at=Min("due_at"))["at"]
    return PASSED_OVER if at and at <= now else seconds_until(at)


def fill_bulks(ring: Callable[[], None]) -> float:
    """Queue the next slice of each running bulk message; the senders are rung when that made messages.

    Returns:
        Seconds until the next look.
    """
    done = send_bulks(now=read_clock())
    if done.total:
        log.info("bulks_advanced", **asdict(done))
        ring()
    return SLOWLY


def send_lane(lane: Lane, worker: str, stopping: Callable[[], bool]) -> float:
    """Send messages of a lane that may leave, one batch.

    Returns:
        Seconds until the next message may leave.
    """
    now = read_clock()
    sent = send_messages(lane, worker=worker, clock=read_clock, limit=BATCH, stopping=stopping)
    if sent.total:
        log.info("messages_sent", lane=lane.name.lower(), **sent.counts())
        return 0.0
    return seconds_until(next_send_at(lane, now=now))


def seconds_until(at: datetime | None) -> float:
    """How long it is until an instant; a long time when there is none."""
    return IDLE if at is None else max((at - read_clock()) / timedelta(seconds=1), 0.02)


def sweep() -> float:
    """Take back what workers left behind, queue once more what may be, and end what has waited too long.

    Returns:
        Seconds until the next look.
    """
    done = sweep_messages(clock=read_clock)
    if done.total:
        log.info("messages_swept", **asdict(done))
    return SWEEP


def beat_heart(worker: str) -> float:
    """Say that this worker is alive."""
    beat(worker, "worker", now=read_clock())
    return EVERY / timedelta(seconds=1)
