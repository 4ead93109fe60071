"""Deliver to the built-in outbox."""

from __future__ import annotations

from datetime import datetime

from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

FILL = load(__name__, "fill_outbox")


def fill_outbox(*, now: datetime, limit: int = 1000, agency_id: int | None = None) -> int:
    """Move messages that are for the outbox from queued to sent; returns how many.

    For the outbox are the messages of sandboxes, and those of an agency that has no connection at all on
    their channel. An agency whose connections are all switched off or paused waits instead: its guests
    shall not miss what it believes to be sent. No wire, so no attempt and nothing uncertain.
    """
    with bound_cursor() as cursor:
        cursor.execute(FILL, {"now": now, "most": limit, "agency_id": agency_id})
        return cursor.rowcount
