"""Everything about one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hospes.delivery.models import Attempt, Receipt
from hospes.dispatch.models import Message
from hospes.insight.masked_messages import mask_messages
from hospes.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """A message with its solution, booking and guest, its attempts and what providers said later."""

    message: Message
    attempts: Sequence[Attempt]
    receipts: Sequence[Receipt]


def message_detail(agency_id: int, message_id: int) -> MessageDetail:
    """Read one message, its codes masked.

    Raises:
        NotFound: the agency has no such message.
    """
    related = Message.objects.select_related("solution", "booking", "booking__property", "task")
    message = related.filter(agency_id=agency_id, id=message_id).first()
    if message is None:
        raise NotFound("There is no such message.")
    mask_messages([message])
    mine = {"agency_id": agency_id, "message_id": message_id}
    attempts = Attempt.objects.filter(**mine).order_by("generation", "number")
    return MessageDetail(message, list(attempts), list(Receipt.objects.filter(**mine).order_by("at", "id")))
