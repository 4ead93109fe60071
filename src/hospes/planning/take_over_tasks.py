"""Let the next solution of a purpose speak when the first one failed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load


def take_over_tasks(failed: Collection[int], *, now: datetime) -> int:
    """Plan tasks again that were left out for the sake of tasks that have failed for good (S19).

    They are due at once, unless their deadline has passed. Who is reached already gets nothing more, because
    that is looked at when they are executed.

    Args:
        failed: tasks that are done or failed, and did not reach everybody they were for.
        now: the instant of looking.

    Returns:
        How many take over.
    """
    if not failed:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "take_over_tasks"), {"failed": list(failed), "now": now})
        return int(cursor.rowcount)
