"""Recall messages over channels that were switched off for their booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hospes.dispatch.follow_chains import follow_chains
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

RECALL = load(__name__, "recall_switched_off")


def recall_switched_off(agency_id: int, booking_ids: Sequence[int], *, now: datetime) -> int:
    """Suppress what waits to leave over a channel that its booking does not allow any more.

    The next channel of the chain goes on, where that is not switched off too (S26). Call it in the
    transaction that changed the bookings. What is on the wire already cannot be recalled. Returns how many
    were recalled.
    """
    recalled = [
        row["id"] for row in rows_of(RECALL, {"agency": agency_id, "bookings": list(booking_ids), "now": now})
    ]
    follow_chains(recalled, now=now)
    return len(recalled)
