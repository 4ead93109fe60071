"""Let tasks go that held a door code back."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hospes.kit.statements import load


def release_secrets(*, now: datetime, agency_id: int | None = None) -> int:
    """Plan tasks again that waited for their booking to be confirmed or paid, and now it is.

    Call it before claiming: whoever claims looks once more whether the code may be said. Returns how many.

    Args:
        now: the instant of looking.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "release_secrets"), {"now": now, "agency": agency_id})
        return int(cursor.rowcount)
