"""Everything about one task."""

from __future__ import annotations

from hospes.insight.list_tasks import TaskRow, load_rows
from hospes.kit.errors import NotFound


def task_detail(agency_id: int, task_id: int) -> TaskRow:
    """Read one task with its booking, its messages and who gets them.

    Raises:
        NotFound: the agency has no such task.
    """
    rows = load_rows(agency_id, [task_id])
    if not rows:
        raise NotFound("There is no such task.")
    return rows[0]
