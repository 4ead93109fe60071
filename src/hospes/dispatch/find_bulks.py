"""Find bulk messages, and how far they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from hospes.dispatch.models import Bulk, BulkRecipient, Message
from hospes.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bulk message is.

    Attributes:
        recipients: by state: included (still to come), queued, stopped, left_out.
        messages: by state.
        left_out: reason → how many, of those who were left out when it was prepared and since.
    """

    recipients: dict[str, int]
    messages: dict[str, int]
    left_out: dict[str, int]


def find_bulk(agency_id: int, bulk_id: int) -> Bulk:
    """The bulk message of a number.

    Raises:
        NotFound: the agency has none of that number.
    """
    return _existing(Bulk.objects.filter(agency_id=agency_id, id=bulk_id).first(), bulk_id)


def lock_bulk(agency_id: int, bulk_id: int) -> Bulk:
    """The same, kept from others until the transaction ends.

    Raises:
        NotFound: the agency has none of that number.
    """
    rows = Bulk.objects.select_for_update(no_key=True).filter(agency_id=agency_id, id=bulk_id)
    return _existing(rows.first(), bulk_id)


def list_bulks(agency_id: int, *, most: int = 50) -> list[Bulk]:
    """The agency's bulk messages, the newest first."""
    return list(Bulk.objects.filter(agency_id=agency_id).order_by("-created_at", "-id")[:most])


def progress_of(bulk: Bulk) -> Progress:
    """How far a bulk message is; costs a look at each of its recipients and messages."""
    entries = BulkRecipient.objects.filter(agency_id=bulk.agency_id, bulk_id=bulk.id)
    rows = entries.values("state", "reason").annotate(number=Count("id"))
    recipients: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for row in rows:
        recipients[row["state"]] += row["number"]
        if row["state"] == "left_out":
            left_out[row["reason"]] += row["number"]
    mine = Message.objects.filter(agency_id=bulk.agency_id, bulk_id=bulk.id)
    messages = {row["state"]: row["number"] for row in mine.values("state").annotate(number=Count("id"))}
    return Progress(dict(recipients), messages, dict(left_out))


def _existing(bulk: Bulk | None, bulk_id: int) -> Bulk:
    if bulk is None:
        raise NotFound(f"There is no bulk message {bulk_id}: look at the list.", bulk=bulk_id)
    return bulk
