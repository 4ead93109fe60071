"""Let the next solution of a purpose speak when the first one does not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load


def take_over_tasks(failed: Collection[int], *, now: datetime) -> int:
    """Plan tasks again that were left out for the sake of tasks that end without having spoken (S19).

    They are due at once, unless their deadline has passed. Who is reached already gets nothing more, because
    that is looked at when they are executed.

    Args:
        failed: tasks that have ended, and did not reach everybody they were for.
        now: the instant of looking.

    Returns:
        How many take over.
    """
    if not failed:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "take_over_tasks"), {"failed": list(failed), "now": now})
        return int(cursor.rowcount)


def take_over_ended(booking_ids: Collection[int], *, now: datetime) -> int:
    """The same for the tasks of some bookings that ended at `now`: withdrawn, expired, skipped or failed.

    Call it in the transaction that ended them. Returns how many take over.
    """
    if not booking_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "find_ended_tasks"), {"bookings": list(booking_ids), "now": now})
        return take_over_tasks([row[0] for row in cursor.fetchall()], now=now)
