"""Let tasks move up that kept their distance to a message that has not come about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load


def move_up_tasks(ended: Collection[int], *, now: datetime) -> int:
    """Make tasks due at once that wait for tasks of their bookings which ended without a message (S21).

    They are judged again when they are claimed, so what was said still keeps its distance.

    Args:
        ended: tasks that were executed and said nothing.
        now: the instant of executing.

    Returns:
        How many move up.
    """
    if not ended:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "move_up_tasks"), {"ended": list(ended), "now": now})
        return int(cursor.rowcount)
