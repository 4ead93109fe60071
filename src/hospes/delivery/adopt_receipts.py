"""Adopt receipts that came before their message was known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from hospes.delivery.record_receipts import settlements_of
from hospes.dispatch.rows import rows_of
from hospes.dispatch.settle_messages import settle_messages
from hospes.kit.statements import load

ADOPT = load(__name__, "adopt_receipts")


def adopt_receipts(message_ids: Collection[int], *, now: datetime) -> int:
    """Give messages the receipts that overtook the answer of their provider, and what these say.

    A provider may report a message before we have stored how it calls it. Call this in the transaction that
    stores that. Returns how many messages changed.
    """
    if not message_ids:
        return 0
    adopted: dict[int, set[int]] = defaultdict(set)
    for row in rows_of(ADOPT, {"message_ids": list(message_ids)}):
        adopted[row["agency_id"]].add(row["message_id"])
    changed = 0
    for agency, ids in adopted.items():
        changed += settle_messages(agency, settlements_of(agency, sorted(ids)), now=now)
    return changed
