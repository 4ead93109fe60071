"""Mark messages as on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

MARK = load(__name__, "mark_messages")


def mark_messages(
    token: UUID,
    ids: Sequence[int],
    *,
    over: tuple[int, str],
    now: datetime,
    lease: timedelta,
) -> dict[int, int]:
    """Set the marker that is committed before the first byte leaves (reliability: D3).

    Args:
        token: of the claim.
        ids: messages that leave next; as many as may be on the wire at once.
        over: the connection's id and its provider's name.
        now: the instant of marking.
        lease: how long the worker may stay silent from now on.

    Returns:
        id → number of the try, of those that are still ours, not cancelled and not too late. The others must
        not be sent.
    """
    wanted = {
        "ids": list(ids),
        "token": token,
        "connection_id": over[0],
        "provider": over[1],
        "now": now,
        "lease": lease,
    }
    with bound_cursor() as cursor:
        cursor.execute(MARK, wanted, prepare=True)
        return dict(cursor.fetchall())
