"""Follow the chains of messages that failed: the next channel says the same (S26)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from hospes.content.words import Unwordable
from hospes.dispatch.attach_files import attach_files
from hospes.dispatch.drafts import Draft, Unsayable
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.recipients import next_recipient
from hospes.dispatch.rows import rows_of
from hospes.dispatch.write_again import Again, load_again
from hospes.kit.errors import HospesError
from hospes.kit.statements import load
from hospes.planning.take_over_tasks import take_over_tasks

TAKE = load(__name__, "take_chains")
SILENT = load(__name__, "find_silent")
log = structlog.get_logger(__name__)


def follow_chains(failed: Collection[int], *, now: datetime) -> int:
    """Write messages that have failed for good once more, for the next channel of their chains.

    The new message belongs to the same task and line, speaks for the same tasks (S9), and quotes the facts of
    now. Nobody is told of a booking that their solution does not want any more. A chain is followed once:
    what is left of it goes over to the new message. Where no channel is left, the next solution of the same
    purpose takes over (S19). Call it in the transaction that recorded the failures; nothing that goes wrong
    with the words undoes that.

    Args:
        failed: ids of messages that were refused, came back, or were not acknowledged in time.
        now: the instant of the failure.

    Returns:
        How many new messages there are.
    """
    if not failed:
        return 0
    rows = rows_of(TAKE, {"ids": list(failed), "now": now})
    try:
        with transaction.atomic():
            return _follow(rows, now)
    except Exception as error:  # the failure itself must be recorded whatever happens to its successor
        log.exception("chain_broken", messages=len(rows), error=type(error).__name__)
        return 0


def follow_silent(*, now: datetime, limit: int = 500) -> int:
    """Follow the chains of messages that were sent and not acknowledged within their time-out (S26).

    They stay sent: a receipt may come yet. What only went into the outbox waits for no receipt. Returns how
    many new messages there are.
    """
    with transaction.atomic():
        silent = [row["id"] for row in rows_of(SILENT, {"now": now, "most": limit})]
        return follow_chains(silent, now=now)


def _follow(rows: Sequence[Mapping[str, Any]], now: datetime) -> int:
    if not rows:
        return 0
    again = load_again({row["agency_id"] for row in rows}, {row["task_id"] for row in rows}, now=now)
    found = {row["id"]: _next(row, again) for row in rows}
    drafts = [one for one in found.values() if one is not None]
    inserted = insert_messages(drafts, now=now)
    attach_files(drafts, again.facts, now=now, bundles=again.bundles)
    take_over_tasks([row["task_id"] for row in rows if found[row["id"]] is None], now=now)
    return inserted


def _next(row: Mapping[str, Any], again: Again) -> Draft | None:
    """The draft for the next channel; None when no channel is left or its words cannot be said."""
    facts, lines = again.facts[row["task_id"]], again.shelf.lines[row["solution_id"]]
    line = next((one for one in lines if one.position == row["notification"]), None)
    chain = json.loads(row["chain"]) if isinstance(row["chain"], str) else row["chain"]
    if line is None or not chain:
        return None
    ways = again.shelf.ways[row["agency_id"]]
    found = next_recipient(line, row["role"], row["person_id"] or 0, chain=chain, facts=facts, ways=ways)
    if found is None or again.is_said(row["task_id"], found.address):
        return None
    try:
        one = again.draft(row["task_id"], found)
    except (Unsayable, Unwordable, HospesError) as error:
        log.warning("chain_ended", message=row["id"], reason=getattr(error, "reason", type(error).__name__))
        return None
    return one if one.state == "queued" else None
