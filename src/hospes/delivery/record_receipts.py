"""Record what providers say later of messages."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hospes.delivery.receipt_states import KINDS, state_of
from hospes.dispatch.rows import rows_of
from hospes.dispatch.settle_messages import Settlement, settle_messages
from hospes.kit.errors import Malformed
from hospes.kit.statements import load

INSERT = load(__name__, "insert_receipts")
MATCH = load(__name__, "match_receipts")


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """One event of a provider in our words.

    Attributes:
        event_id: unique at the provider; a repeated one changes nothing.
        kind: one of `receipt_states.KINDS`.
        at: when it happened, by the provider's clock.
        public_id: of our message, where the provider gives our key back.
        provider_id: how the provider calls the message, else.
        detail: the provider's words.
        raw: the whole event.
    """

    event_id: str
    kind: str
    at: datetime
    public_id: UUID | None = None
    provider_id: str = ""
    detail: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many receipts were new, and how many messages changed."""

    receipts: int
    messages: int


def record_receipts(
    agency_id: int, provider: str, receipts: Sequence[ReceiptFacts], *, now: datetime
) -> Recorded:
    """Store receipts and bring their messages to what all receipts together say.

    Idempotent and without order: the same events in any order, any number of times, give the same state. A
    receipt whose message is not known yet is kept, and adopted when it is (`adopt_receipts`).

    Raises:
        Malformed: a kind that there is not.
    """
    for receipt in receipts:
        if receipt.kind not in KINDS:
            raise Malformed(f"“{receipt.kind}” is no kind of receipt: use one of {', '.join(KINDS)}.")
    columns = {
        "event_ids": [r.event_id[:300] for r in receipts],
        "kinds": [r.kind for r in receipts],
        "at": [r.at for r in receipts],
        "public_ids": [r.public_id for r in receipts],
        "provider_ids": [r.provider_id for r in receipts],
        "details": [r.detail.replace("\x00", "")[:2000] for r in receipts],
        "raws": [json.dumps(dict(r.raw)) for r in receipts],
    }
    told = {"agency_id": agency_id, "provider": provider, "now": now}
    with transaction.atomic():
        new = rows_of(INSERT, {**columns, **told})
        touched = [row["message_id"] for row in new if row["message_id"]]
        changed = settle_messages(agency_id, settlements_of(agency_id, touched), now=now)
    return Recorded(len(new), changed)


def settlements_of(agency_id: int, message_ids: Sequence[int]) -> list[Settlement]:
    """The states that all receipts of some messages together call for."""
    kinds: dict[int, list[str]] = defaultdict(list)
    channels: dict[int, str] = {}
    for row in rows_of(MATCH, {"agency_id": agency_id, "message_ids": list(message_ids)}):
        kinds[row["message_id"]].append(row["kind"])
        channels[row["message_id"]] = row["channel"]
    states = {message: state_of(kinds[message], channels[message]) for message in kinds}
    return [Settlement(message, state, reason) for message, (state, reason) in states.items() if state]
