"""Let tasks go that waited for a payment which nobody finished."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hospes.kit.statements import load


def release_payments(*, now: datetime, agency_id: int | None = None) -> int:
    """Plan tasks again whose booking has been *paying* for two hours: that payment was left alone (S29).

    Call it before claiming. Returns how many.

    Args:
        now: the instant of looking.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "release_payments"), {"now": now, "agency": agency_id})
        return int(cursor.rowcount)
