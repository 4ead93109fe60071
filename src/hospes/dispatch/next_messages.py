"""When the next message of a lane may leave."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hospes.kit.statements import load

NEXT = load(__name__, "next_messages")


def next_send_at(lane: int, *, now: datetime) -> datetime | None:
    """The instant at which it makes sense to claim again; None when nothing waits.

    Messages that a worker holds, and those of connections that are switched off, do not count; those of a
    paused connection count from the end of the pause. So a loop that waits for this instant never spins.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, {"lane": lane, "now": now})
        row = cursor.fetchone()
    return row[0] if row else None
