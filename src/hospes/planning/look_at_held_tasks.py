"""Look at the tasks that were held, and let go or end those whose wait is over."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hospes.kit.statements import load
from hospes.planning.expire_held_tasks import expire_held_tasks
from hospes.planning.release_waiting_tasks import release_waiting_tasks


def look_at_held_tasks(*, now: datetime, agency_id: int | None = None) -> int:
    """End held tasks whose deadline has come, and plan those again that wait for nothing any more.

    Call it before claiming. Mostly nothing is held for long, so one cheap look tells what is worth doing.
    Returns how many changed.

    Args:
        now: the instant of looking.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "look_at_held_tasks"), {"now": now, "agency": agency_id})
        are_over, are_waiting = cursor.fetchone()
    ended = expire_held_tasks(now=now, agency_id=agency_id) if are_over else 0
    return ended + (release_waiting_tasks(now=now, agency_id=agency_id) if are_waiting else 0)
