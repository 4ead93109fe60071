"""Count what an agency's solutions have done."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from hospes.dispatch.models import Message, MessageState
from hospes.planning.models import Solution, Task, TaskState

LEFT = (MessageState.SENT, MessageState.DELIVERED)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of an agency (or of the whole installation).

    `tasks` and `messages` are counts by state; `minutes_saved` is S33: for every message that left by itself,
    the minutes that its solution says it saves.
    """

    bookings_with_tasks: int
    active_solutions: int
    tasks: dict[str, int]
    messages: dict[str, int]
    minutes_saved: Decimal

    @property
    def executed(self) -> int:
        """Tasks that were done."""
        return self.tasks.get(TaskState.DONE, 0)

    @property
    def planned(self) -> int:
        """Tasks that wait for their time or for a person."""
        return self.tasks.get(TaskState.PLANNED, 0) + self.tasks.get(TaskState.HELD, 0)


def count_figures(agency_id: int | None, *, since: datetime | None = None) -> Figures:
    """Count the figures of an agency, None: of all.

    Args:
        agency_id: whose.
        since: only tasks due, and messages queued, from this instant on; None counts all.
    """
    tasks = Task.objects.filter(of(agency_id), Q(due_at__gte=since) if since else Q())
    messages = Message.objects.filter(of(agency_id), Q(queued_at__gte=since) if since else Q())
    active = Solution.objects.filter(of(agency_id), is_active=True, deleted_at=None)
    return Figures(
        bookings_with_tasks=tasks.values("booking_id").distinct().count(),
        active_solutions=active.count(),
        tasks=dict(tasks.values_list("state").annotate(n=Count("id")).order_by("state")),
        messages=dict(messages.values_list("state").annotate(n=Count("id")).order_by("state")),
        minutes_saved=count_minutes_saved(agency_id, since=since),
    )


def count_minutes_saved(agency_id: int | None, *, since: datetime | None = None) -> Decimal:
    """Minutes that messages sent by themselves have saved (S33): no manual, sandboxed or failed ones."""
    counted = Q(state__in=LEFT, task__isnull=False) & (Q(queued_at__gte=since) if since else Q())
    sent = Message.objects.filter(of(agency_id), counted).values_list("solution_id").annotate(n=Count("id"))
    counts = dict(sent.order_by("solution_id"))
    minutes = Solution.objects.filter(
        of(agency_id), id__in=counts, is_sandbox=False, agency__is_sandbox=False
    ).values_list("id", "minutes_saved")
    return sum((counts[solution] * value for solution, value in minutes), Decimal(0))


def of(agency_id: int | None) -> Q:
    """Rows of an agency; None: of all."""
    return Q() if agency_id is None else Q(agency_id=agency_id)
