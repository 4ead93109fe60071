"""Hold a connection back: for trouble of its own, or because it may carry only so much in a second."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from hospes.kit.statements import load

PAUSE = load(__name__, "pause_connections")
RESERVE = load(__name__, "reserve_connections")
LONGEST = timedelta(hours=1)


def pause_connection(
    connection_id: int, *, now: datetime, retry_after: timedelta | None = None
) -> datetime | None:
    """Let nothing leave over a connection for a while: 15 s, doubled with each failure, at most 5 minutes.

    What the provider asked for wins, at most an hour.

    Returns:
        The end of the pause; None when the connection is gone.
    """
    wait = min(retry_after, LONGEST) if retry_after is not None and retry_after > timedelta(0) else None
    return _change(PAUSE, {"connection_id": connection_id, "now": now, "works": False, "wait": wait})


def resume_connection(connection_id: int, *, now: datetime) -> None:
    """Forget earlier trouble of a connection that works; writes nothing when there was none."""
    _change(PAUSE, {"connection_id": connection_id, "now": now, "works": True, "wait": None})


def reserve_sendings(connection_id: int, count: int, *, now: datetime) -> datetime:
    """The instant from which `count` more messages may leave; at once where there is no limit."""
    return _change(RESERVE, {"connection_id": connection_id, "now": now, "count": count}) or now


def _change(statement: str, parameters: dict[str, Any]) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    found: datetime | None = row[0] if row else None
    return found
