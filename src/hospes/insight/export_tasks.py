"""Export tasks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from hospes.insight.cells import as_lines
from hospes.planning.models import Task

COLUMNS = (
    "id", "solution", "booking", "occurrence", "due_at", "planned_local", "state", "reason", "deadline",
    "executed_at", "solution_version",
)  # fmt: skip
FIELDS = (
    "id", "solution__name", "booking__reference", "occurrence", "due_at", "planned_at", "zone", "state",
    "reason", "deadline", "executed_at", "solution_version",
)  # fmt: skip


def export_tasks(agency_id: int, *, form: str = "csv", since: datetime | None = None) -> Iterator[str]:
    """The tasks of an agency as lines of a file, in the order in which they are due.

    `due_at`, `deadline` and `executed_at` are UTC; `planned_local` is the instant by the rule as local time
    in the zone in which the rule's clock was read. The database streams, so memory stays flat.

    Args:
        agency_id: whose tasks.
        form: `csv` or `jsonl`.
        since: only tasks due from this instant on.
    """
    chosen = Task.objects.filter(Q(due_at__gte=since) if since else Q(), agency_id=agency_id)
    rows = chosen.order_by("due_at", "id").values_list(*FIELDS).iterator(chunk_size=2000)
    return as_lines(COLUMNS, map(with_local_time, rows), form=form)


def with_local_time(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put the planned instant and its zone together as local time."""
    planned, zone = row[5], row[6]
    local = planned.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(timespec="minutes")
    return (*row[:5], local, *row[7:])
