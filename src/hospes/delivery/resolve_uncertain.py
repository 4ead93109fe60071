"""Find out what became of messages that nobody knows of, by asking providers that can be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.db import transaction

from hospes.channels.keep_providers import ways_of
from hospes.channels.protocol import Askable, Outcome, Provider
from hospes.delivery.adopt_receipts import adopt_receipts
from hospes.delivery.mime import message_key
from hospes.delivery.patience import patiently
from hospes.dispatch.record_outcomes import record_outcomes
from hospes.dispatch.retries import BETWEEN_LOOKUPS, Verdict
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

ASKABLE = load(__name__, "find_askable")
LOOKUPS = 2
log = structlog.get_logger(__name__)


def resolve_uncertain(*, now: datetime, limit: int = 100) -> tuple[int, int]:
    """Ask *lookup* providers for messages of which nobody knows (S27).

    What they know is sent. What they do not know after two questions at least 60 s apart is queued again;
    two sweepers that ask at once count as one question, because the second finds the row changed.

    Returns:
        How many were found, and how many were not.
    """
    rows = rows_of(ASKABLE, {"now": now, "most": limit})
    ways = {way.connection_id: way for way in ways_of({row["connection_id"] for row in rows})}
    verdicts = []
    for row in rows:
        try:
            known = _look_up(ways[row["connection_id"]].provider, row)
        except OSError as error:
            log.warning("lookup_failed", message=row["id"], error=type(error).__name__)
            continue
        verdicts.append(_verdict(row, known, now))
    changed = patiently(partial(_record, verdicts, now=now))
    found = sum(1 for v in verdicts if v.state == "sent" and v.message_id in changed)
    return found, len(changed) - found


def _record(verdicts: Sequence[Verdict], *, now: datetime) -> set[int]:
    with transaction.atomic():
        changed = record_outcomes(verdicts, now=now)
        adopt_receipts({v.message_id for v in verdicts if v.provider_id} & changed, now=now)
        return changed


def _look_up(provider: Provider, row: Mapping[str, Any]) -> Outcome | None:
    if not isinstance(provider, Askable):
        raise TypeError(f"{provider.name} is of class lookup, but cannot be asked.")
    return provider.look_up(message_key(row))


def _verdict(row: Mapping[str, Any], known: Outcome | None, now: datetime) -> Verdict:
    if known is not None:
        return Verdict(row["id"], row["token"], "sent", provider_id=known.provider_id, repeats=row["repeats"])
    asked = row["lookups"] + 1
    if asked < LOOKUPS:
        later = now + BETWEEN_LOOKUPS
        return Verdict(
            row["id"], row["token"], "uncertain", "looking_up", later, repeats=row["repeats"], lookups=asked
        )
    if row["deadline"] is not None and now >= row["deadline"]:
        return Verdict(row["id"], row["token"], "undeliverable", "deadline", repeats=row["repeats"])
    return Verdict(row["id"], row["token"], "queued", "not_found", now, repeats=row["repeats"] + 1)
