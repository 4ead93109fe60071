"""Recall messages that their recipients refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from hospes.kit.statements import load

RECALL = load(__name__, "recall_refused_messages")


def recall_refused_messages(agency_id: int, person_ids: Sequence[int], *, now: datetime) -> int:
    """Suppress service and marketing messages that wait, for people who refuse them now (S25).

    Call it in the transaction that recorded the refusal. What is on the wire already cannot be recalled.
    Returns how many were recalled.
    """
    with connection.cursor() as cursor:
        cursor.execute(RECALL, {"agency": agency_id, "people": list(person_ids), "now": now})
        return int(cursor.rowcount)
