"""Avoid quiet hours that would last too long (S22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from hospes.kit.statements import load


def avoid_quiet_hours(
    agency_id: int, booking_ids: Sequence[int], *, now: datetime, zones: str
) -> datetime | None:
    """Let tasks go a minute before quiet hours that would last to their deadline, if that is still ahead.

    Inside the quiet hours it would be too late to find out, so this belongs to planning: it looks at the
    tasks of these bookings that were planned at `now`. All others wait for the end of the quiet hours when
    they are claimed. What can go neither before nor after is left where it is.

    Args:
        agency_id: whose bookings.
        booking_ids: the bookings that were planned.
        now: the instant of planning.
        zones: country → its only zone, as JSON.

    Returns:
        The earliest instant that a task was put to; None when none was.
    """
    with connection.cursor() as cursor:
        tight: dict[str, Any] = {"agency": agency_id, "bookings": list(booking_ids), "now": now}
        cursor.execute(load(__name__, "find_tight_tasks"), tight)
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return None
        parameters: dict[str, Any] = {"ids": ids, "now": now, "zones": zones}
        cursor.execute(load(__name__, "avoid_quiet_hours"), parameters)
        earliest: datetime | None = cursor.fetchone()[0]
        return earliest
