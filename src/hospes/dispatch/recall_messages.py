"""Recall messages that have not left yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load

RECALL = load(__name__, "recall_messages")


def recall_messages(agency_id: int, booking_ids: Sequence[int], *, now: datetime) -> int:
    """Cancel queued messages whose solution no longer wants the booking in its present status (S13).

    Tasks that are done have left the plan, but their words may still wait, for example while a mail server is
    down: nobody shall be told how to arrive after the booking was cancelled. Call it in the transaction that
    changed the bookings. What is on the wire already cannot be recalled. Returns how many were recalled.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECALL, {"agency": agency_id, "bookings": list(booking_ids), "now": now})
        return int(cursor.rowcount)
