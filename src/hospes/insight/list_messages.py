"""List messages for the screen."""

from __future__ import annotations

from hospes.dispatch.models import Message, MessageState
from hospes.insight.masked_messages import mask_messages
from hospes.insight.pages import Choice, Page, Place, count_states, find_ids
from hospes.kit.statements import load

LATEST = load(__name__, "find_latest_messages")
COUNT = load(__name__, "count_messages")
WAITING = (MessageState.QUEUED, MessageState.SENDING, MessageState.HELD)
SENT = (MessageState.SENT, MessageState.DELIVERED)
TROUBLED = (MessageState.UNDELIVERED, MessageState.UNDELIVERABLE, MessageState.UNCERTAIN)
STOPPED = (MessageState.SUPPRESSED, MessageState.CANCELLED)


def list_messages(
    agency_id: int, choice: Choice, *, after: Place | None = None, most: int = 50
) -> Page[Message]:
    """One page of an agency's messages, the latest first, without their bodies.

    Args:
        agency_id: whose.
        choice: which of them.
        after: where the page before ended; None begins.
        most: rows of a page.
    """
    ids = find_ids(LATEST, agency_id, choice, after=after, most=most)
    chosen = Message.objects.filter(agency_id=agency_id, id__in=ids[:most])
    related = chosen.select_related("solution", "booking", "booking__property").defer("html", "text")
    rows = sorted(related, key=lambda message: (message.queued_at, message.id), reverse=True)
    mask_messages(rows)
    last = rows[-1] if len(ids) > most and rows else None
    return Page(rows, Place(last.queued_at, last.id) if last else None)


def count_messages(agency_id: int) -> dict[str, int]:
    """How many messages an agency has in each state; 10,001 means more than 10,000."""
    return count_states(COUNT, agency_id, MessageState.values)
