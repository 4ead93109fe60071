"""Cancel messages that wait to leave."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hospes.dispatch.models import Message, MessageState

WAITING = (MessageState.QUEUED, MessageState.HELD)


def cancel_messages(agency_id: int, message_ids: Collection[int], *, now: datetime) -> int:
    """Take back messages before they leave; returns how many were still there.

    A worker that has claimed one of them finds neither its token nor its state when it wants to set the
    marker. What is on the wire cannot be taken back.

    Args:
        agency_id: whose.
        message_ids: which.
        now: the instant of cancelling.
    """
    waiting = Message.objects.filter(agency_id=agency_id, id__in=list(message_ids), state__in=WAITING)
    return waiting.update(
        state=MessageState.CANCELLED, reason="by_person", token=None, lease_until=None, changed_at=now
    )
