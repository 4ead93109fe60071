"""Let tasks go that waited for a value, when it may have been filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from hospes.kit.statements import load


def release_filled(agency_id: int, booking_ids: Sequence[int], *, now: datetime) -> int:
    """Plan tasks of these bookings again that were held for a missing value (S24); returns how many.

    Call it in the transaction that changed the bookings, their people or their property, after planning.
    Whoever executes them looks at all values once more: what is still missing holds the task again.

    Args:
        agency_id: whose bookings.
        booking_ids: those that changed.
        now: the instant of the change.
    """
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"agency": agency_id, "bookings": list(booking_ids), "now": now}
        cursor.execute(load(__name__, "release_filled"), asked)
        return int(cursor.rowcount)
