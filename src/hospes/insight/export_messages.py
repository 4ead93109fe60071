"""Export messages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from hospes.content.secrets import masked
from hospes.dispatch.models import Message
from hospes.insight.cells import as_lines

FIELDS = {
    "id": "id",
    "task": "task_id",
    "solution": "solution__name",
    "booking": "booking__reference",
    "to_role": "role",
    "to": "to_address",
    "channel": "channel",
    "provider": "provider",
    "template": "template",
    "language": "language",
    "subject": "subject",
    "text": "text",
    "parts": "parts",
    "credits": "credits",
    "state": "state",
    "reason": "reason",
    "queued_at": "queued_at",
    "sent_at": "sent_at",
    "delivered_at": "delivered_at",
    "attempts": "attempts",
}
SPOKEN = tuple(list(FIELDS).index(name) for name in ("subject", "text"))


def export_messages(agency_id: int, *, form: str = "csv", since: datetime | None = None) -> Iterator[str]:
    """The messages of an agency as lines of a file, oldest first; instants are UTC, codes are masked.

    Args:
        agency_id: whose messages.
        form: `csv` or `jsonl`.
        since: only messages queued from this instant on.
    """
    chosen = Message.objects.filter(Q(queued_at__gte=since) if since else Q(), agency_id=agency_id)
    rows = chosen.order_by("queued_at", "id").values_list(*FIELDS.values()).iterator(chunk_size=2000)
    return as_lines(tuple(FIELDS), map(_masked, rows), form=form)


def _masked(row: Sequence[Any]) -> list[Any]:
    shown = list(row)
    for place in SPOKEN:
        shown[place] = masked(shown[place])
    return shown
