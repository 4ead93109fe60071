"""Let tasks go whose booking they waited for."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hospes.kit.statements import load


def release_waiting_tasks(*, now: datetime, agency_id: int | None = None) -> int:
    """Plan tasks again that waited for their booking, a code or a payment in progress; returns how many.

    A code waits for the booking to be confirmed and paid; whoever executes the task looks once more whether
    it may be said. A payment that has been in progress for two hours was left alone (S29). Call it before
    claiming.

    Args:
        now: the instant of looking.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "release_waiting_tasks"), {"now": now, "agency": agency_id})
        return int(cursor.rowcount)
