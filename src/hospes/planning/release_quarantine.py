"""The quarantine of imports (S17): look at it, let tasks out of it, or skip them for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Greatest

from hospes.bookings.models import Booking
from hospes.planning.hold_task import BY_PERSON
from hospes.planning.models import Task, TaskState
from hospes.planning.plan_tasks import share_planner

IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Cohort:
    """Tasks of one solution whose bookings came in with one import, waiting for a person.

    `received_at` is the instant of the import. `first_at` and `last_at` are when the earliest and the latest
    of them should have gone; `over` counts those whose deadline has passed, which cannot be released.
    """

    solution_id: int
    solution: str
    received_at: datetime
    tasks: int
    over: int
    first_at: datetime
    last_at: datetime


def list_quarantine(agency_id: int, *, now: datetime) -> list[Cohort]:
    """The quarantine by import and solution, the latest import first."""
    grouped = (
        _waiting(agency_id)
        .values("solution_id", solution_name=F("solution__name"), received_at=F("booking__received_at"))
        .annotate(
            tasks=Count("pk"),
            over=Count("pk", filter=Q(deadline__lte=now)),
            first_at=Min("planned_at"),
            last_at=Max("planned_at"),
        )
        .order_by("-received_at", "solution__position", "solution_id")
    )
    return [
        Cohort(
            row["solution_id"], row["solution_name"], row["received_at"], row["tasks"], row["over"],
            row["first_at"], row["last_at"],
        )
        for row in grouped
    ]  # fmt: skip


def release_quarantine(
    agency_id: int,
    *,
    now: datetime,
    by: str,
    solution_ids: Sequence[int] | None = None,
    received_at: datetime | None = None,
) -> int:
    """Let tasks out: they go at their time, at once when that has come; those past their deadline stay.

    Args:
        agency_id: whose.
        now: the instant.
        by: who answers for it.
        solution_ids: only of these solutions.
        received_at: only of the import at this instant.

    Returns:
        How many.
    """
    chosen = _waiting(agency_id, solution_ids, received_at).filter(Q(deadline=None) | Q(deadline__gt=now))
    with transaction.atomic():
        _lock(agency_id, chosen)
        return chosen.update(
            state=TaskState.PLANNED,
            reason="",
            due_at=Greatest("due_at", now),
            details={"released_by": by},
            changed_at=now,
        )


def skip_quarantine(
    agency_id: int,
    *,
    now: datetime,
    solution_ids: Sequence[int] | None = None,
    received_at: datetime | None = None,
) -> int:
    """Skip tasks of the quarantine for good; see `release_quarantine`. Returns how many."""
    chosen = _waiting(agency_id, solution_ids, received_at)
    with transaction.atomic():
        _lock(agency_id, chosen)
        return chosen.update(state=TaskState.SKIPPED, reason=BY_PERSON, changed_at=now)


def _waiting(
    agency_id: int, solution_ids: Sequence[int] | None = None, received_at: datetime | None = None
) -> QuerySet[Task]:
    tasks = Task.objects.filter(agency_id=agency_id, state=TaskState.HELD, reason=IMPORTED)
    if solution_ids is not None:
        tasks = tasks.filter(solution_id__in=solution_ids)
    if received_at is not None:
        bookings = Booking.objects.filter(agency_id=agency_id, received_at=received_at)
        tasks = tasks.filter(booking_id__in=bookings.values("id"))
    return tasks


def _lock(agency_id: int, tasks: QuerySet[Task]) -> None:
    """Wait for whoever is changing these bookings or the rules: their plan would not know of this change."""
    bookings = Booking.objects.select_for_update(no_key=True).order_by("id")
    list(bookings.filter(agency_id=agency_id, id__in=tasks.values("booking_id")).values_list("id"))
    share_planner(agency_id)
