"""Take a promo code for a task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from hospes.kit.statements import load


def take_promo_code(agency_id: int, task_id: int, pool: str, *, now: datetime) -> str | None:
    """The code of a pool that belongs to a task: the one it has, else the oldest that is free.

    Two callers never get the same code. Call it in the transaction that writes the message.

    Returns:
        The code; None when the pool is empty, or there is none of that name.
    """
    wanted: dict[str, Any] = {"agency": agency_id, "task": task_id, "pool": pool, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "take_promo_codes"), wanted)
        row = cursor.fetchone()
    return str(row[0]) if row else None
