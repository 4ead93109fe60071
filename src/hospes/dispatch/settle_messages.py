"""Settle messages by what their receipts say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hospes.dispatch.follow_chains import follow_chains
from hospes.dispatch.lock_told_bookings import lock_told_bookings
from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

SETTLE = load(__name__, "settle_messages")


@dataclass(frozen=True, slots=True)
class Settlement:
    """The state that all receipts of a message together call for."""

    message_id: int
    state: str
    reason: str = ""


def settle_messages(agency_id: int, settlements: Sequence[Settlement], *, now: datetime) -> int:
    """Bring messages that left, or may have left, to their receipts' state; returns how many changed.

    A proof also ends what is uncertain or still on the wire: the worker's own record then finds it settled.
    What did not arrive goes on over the next channel of its chain (S26).
    """
    if not settlements:
        return 0
    columns = {
        "ids": [s.message_id for s in settlements],
        "states": [s.state for s in settlements],
        "reasons": [s.reason for s in settlements],
    }
    lock_told_bookings([s.message_id for s in settlements if s.state == "undelivered"])
    with bound_cursor() as cursor:
        cursor.execute(SETTLE, {**columns, "agency_id": agency_id, "now": now})
        settled = cursor.fetchall()
    follow_chains([id for id, state in settled if state == "undelivered"], now=now)
    return len(settled)
