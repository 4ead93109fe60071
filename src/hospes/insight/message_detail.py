"""Everything about one message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Length

from hospes.delivery.models import Attempt, Receipt
from hospes.dispatch.models import Attachment, Message
from hospes.insight.masked_messages import mask_messages
from hospes.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along with a message; `size` in bytes."""

    position: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """A message with its solution, booking and guest, its attempts, what providers said later, its files."""

    message: Message
    attempts: Sequence[Attempt]
    receipts: Sequence[Receipt]
    files: Sequence[Enclosure]


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
    receipts = Receipt.objects.filter(**mine).order_by("at", "id")
    return MessageDetail(message, list(attempts), list(receipts), _files(agency_id, message_id))


def _files(agency_id: int, message_id: int) -> list[Enclosure]:
    """Without their contents, which nobody looks at here."""
    files = Attachment.objects.filter(agency_id=agency_id, message_id=message_id).order_by("position")
    return [
        Enclosure(*row) for row in files.values_list("position", "name", "content_type", Length("content"))
    ]


def enclosed_file(agency_id: int, message_id: int, position: int) -> Attachment:
    """One of its files with the content.

    Raises:
        NotFound: the agency has no such file.
    """
    chosen = Attachment.objects.filter(agency_id=agency_id, message_id=message_id, position=position)
    if (file := chosen.first()) is None:
        raise NotFound("There is no such file.")
    return file
