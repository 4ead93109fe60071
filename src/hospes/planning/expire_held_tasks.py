"""Let tasks expire that nobody released in time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hospes.kit.statements import load
from hospes.planning.take_over_tasks import take_over_tasks


def expire_held_tasks(*, now: datetime, agency_id: int | None = None) -> int:
    """End held tasks whose deadline has come, whatever they waited for (S10); returns how many.

    The next solution of their purpose takes over (S19). Their bookings are left to whoever is changing
    them: what is locked is looked at the next time.

    Args:
        now: the instant of looking.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "expire_held_tasks"), {"now": now, "agency": agency_id})
        ended = [row[0] for row in cursor.fetchall()]
    take_over_tasks(ended, now=now)
    return len(ended)
