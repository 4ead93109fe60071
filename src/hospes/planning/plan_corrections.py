"""Plan, change and withdraw corrections: tasks that say what is not as a message said it any more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from hospes.kit.statements import load
from hospes.planning.models import Task, TaskState

SETTLING = timedelta(minutes=10)
"""Changes within this time become one correction, as moves do (S12)."""
OPEN = (TaskState.PLANNED, TaskState.HELD)
COLUMNS = ("id", "booking_id", "corrects", "state", "reason", "details")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction says, and when.

    Attributes:
        booking_id: whose facts have changed.
        solution_id: the solution of the message that it corrects.
        corrects: that message.
        is_prepared: whether it waits for a person.
        deadline: V.
        details: `changes` (field → what was said and what is so, as anybody may see it) and a `fingerprint`.
        task_id: the open task that is to say this instead; None makes a new one.
    """

    booking_id: int
    solution_id: int
    corrects: int
    is_prepared: bool
    deadline: datetime | None
    details: Mapping[str, Any] = field(default_factory=dict)
    task_id: int | None = None


def known_corrections(agency_id: int, booking_ids: Sequence[int]) -> list[Mapping[str, Any]]:
    """The corrections of some bookings, oldest first: id, booking, message, state, reason, details."""
    found = Task.objects.filter(agency_id=agency_id, booking_id__in=list(booking_ids), corrects__isnull=False)
    return list(found.order_by("id").values(*COLUMNS))


def plan_corrections(
    agency_id: int, wanted: Sequence[Correction], *, needless: Sequence[int] = (), now: datetime
) -> int:
    """Write corrections; call it in the transaction that changed the facts, under the locks of the bookings.

    One that goes by itself waits ten minutes for more to change, each time anew; one that somebody has
    released keeps its time. Returns how many were written or withdrawn.

    Args:
        agency_id: whose.
        wanted: new ones, and open ones that say something else now.
        needless: open tasks whose facts are again as they were said.
        now: the instant of the change.
    """
    if not wanted and not needless:
        return 0
    asked: dict[str, Any] = {
        "agency": agency_id,
        "wanted": json.dumps([asdict(one) for one in wanted], default=str, ensure_ascii=False),
        "needless": list(needless),
        "now": now,
        "settling": SETTLING,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "plan_corrections"), asked)
        return int(cursor.fetchone()[0])
