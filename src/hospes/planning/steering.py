"""How a person's hand changes one task: only from states that allow it, else with a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hospes.bookings.models import Booking
from hospes.kit.errors import Conflict, NotFound
from hospes.planning.models import Task
from hospes.planning.plan_tasks import share_planner


def change_task(
    agency_id: int, task_id: int, *, allowed: Sequence[str], now: datetime, changes: dict[str, Any]
) -> None:
    """Change one task by one conditional UPDATE, so that two hands at a time cannot both succeed.

    Waits for whoever is changing its booking or the rules: their plan would not know of this change.

    Raises:
        NotFound: the agency has no such task.
        Conflict: its state is not among `allowed`, or it is to be planned and its deadline is over.
    """
    tasks = Task.objects.filter(agency_id=agency_id, pk=task_id)
    fitting = tasks.filter(state__in=allowed)
    if changes["state"] == "planned":
        fitting = fitting.filter(Q(deadline=None) | Q(deadline__gt=now))
    with transaction.atomic():
        booking = Booking.objects.select_for_update(no_key=True).filter(
            agency_id=agency_id, id__in=tasks.values("booking_id")
        )
        list(booking.values_list("id"))
        share_planner(agency_id)
        is_changed = fitting.update(changed_at=now, **changes)
    if not is_changed:
        _refuse(tasks.first(), allowed)


def _refuse(task: Task | None, allowed: Sequence[str]) -> None:
    if task is None:
        raise NotFound("There is no such task; choose one from the list of tasks.")
    if task.state in allowed:
        raise Conflict("The deadline of this task is over, so it cannot go any more.", state=task.state)
    raise Conflict(
        f"This task is {task.state}; that can be done only with tasks that are {' or '.join(allowed)}.",
        state=task.state,
    )
