"""Measure whether everything is on time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from hospes.agencies.models import Agency
from hospes.dispatch.models import Message, MessageState
from hospes.planning.models import Task, TaskState

LATE_AFTER = timedelta(seconds=60)  # S7, and the invariant of the lease


@dataclass(frozen=True, slots=True)
class Health:
    """How late things are. Instants are None when nothing waits.

    `oldest_due_task` is when the task that has waited longest was due; `oldest_queued_message` likewise.
    `past_lease` counts messages on the wire whose worker should have reported a minute ago.
    """

    measured_at: datetime
    oldest_due_task: datetime | None
    due_tasks: int
    oldest_queued_message: datetime | None
    queued_messages: int
    sending: int
    uncertain: int
    undeliverable: int
    held_tasks: int
    failed_tasks: int
    past_lease: int

    @property
    def task_delay(self) -> timedelta:
        """How long the oldest due task has waited; zero when none does."""
        return self.measured_at - (self.oldest_due_task or self.measured_at)

    @property
    def message_delay(self) -> timedelta:
        """How long the oldest message that may leave has waited; zero when none does."""
        return self.measured_at - (self.oldest_queued_message or self.measured_at)

    def faults(self) -> list[str]:
        """What is wrong, one sentence each; nothing when all is well."""
        checks = [
            (
                self.task_delay > LATE_AFTER,
                f"{self.due_tasks} tasks are due and not executed: is a worker running?",
            ),
            (
                self.message_delay > LATE_AFTER,
                f"{self.queued_messages} messages wait to leave: is a worker running?",
            ),
            (self.past_lease > 0, f"{self.past_lease} messages are past their lease: is a worker sweeping?"),
        ]
        return [sentence for is_wrong, sentence in checks if is_wrong]


def measure_health(*, now: datetime, agency_id: int | None = None) -> Health:
    """Measure health for an agency, None: for the whole installation."""
    # By agency also for the whole: the indexes by state begin with it.
    agencies = list(Agency.objects.values_list("id", flat=True)) if agency_id is None else [agency_id]
    mine = Q(agency_id__in=agencies)
    due = Task.objects.filter(mine, state=TaskState.PLANNED, due_at__lte=now)
    queued = Message.objects.filter(mine, state=MessageState.QUEUED, send_at__lte=now)
    wire = Message.objects.filter(mine, state=MessageState.SENDING)
    return Health(
        measured_at=now,
        **due.aggregate(oldest_due_task=Min("due_at"), due_tasks=Count("id")),
        **queued.aggregate(oldest_queued_message=Min("send_at"), queued_messages=Count("id")),
        sending=wire.count(),
        past_lease=wire.filter(lease_until__lt=now - LATE_AFTER).count(),
        uncertain=Message.objects.filter(mine, state=MessageState.UNCERTAIN).count(),
        undeliverable=Message.objects.filter(mine, state=MessageState.UNDELIVERABLE).count(),
        held_tasks=Task.objects.filter(mine, state=TaskState.HELD).count(),
        failed_tasks=Task.objects.filter(mine, state=TaskState.FAILED).count(),
    )
