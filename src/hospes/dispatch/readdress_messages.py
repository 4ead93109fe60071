"""Write again to people whose address was wrong and has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from hospes.content.words import Unwordable
from hospes.dispatch.attach_files import attach_files
from hospes.dispatch.drafts import Draft, Unsayable, draft
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.load_facts import Shelf, load_facts
from hospes.dispatch.recipients import Facts, Recipient, recipients_of
from hospes.dispatch.rewards import with_reward
from hospes.dispatch.rows import rows_of
from hospes.kit.errors import HospesError
from hospes.kit.statements import load

FIND = load(__name__, "find_unreached")
log = structlog.get_logger(__name__)


def readdress_messages(agency_id: int, booking_ids: Sequence[int], *, now: datetime) -> int:
    """Queue what could not be delivered once more, for people of these bookings who have a new address (S26).

    Only until the deadline of the task, and only to addresses that were not tried. The whole chain of the
    line is open again. Call it in the transaction that changed the bookings or their people.

    Returns:
        How many new messages there are.
    """
    rows = rows_of(FIND, {"agency": agency_id, "bookings": list(booking_ids), "now": now})
    if not rows:
        return 0
    facts = load_facts(sorted({row["task_id"] for row in rows}))
    shelf = Shelf()
    shelf.lines_of({row["solution_id"] for row in rows})
    shelf.ways_of({agency_id})
    shelf.words_of({agency_id})
    tried = {(row["task_id"], row["notification"]): {*row["tried"]} for row in rows}
    drafts = [
        one
        for row in rows
        for one in _again(
            row, facts[row["task_id"]], shelf, tried=tried[row["task_id"], row["notification"]], now=now
        )
    ]
    inserted = insert_messages(drafts, now=now)
    attach_files(drafts, facts, now=now)
    return inserted


def _again(
    row: Mapping[str, Any], facts: Facts, shelf: Shelf, *, tried: set[str], now: datetime
) -> list[Draft]:
    """The drafts of one line for addresses that were not tried."""
    agency_id = facts["task"]["agency_id"]
    found = recipients_of(facts, shelf.lines[row["solution_id"]], shelf.ways[agency_id])
    new = [one for one in found if _is_new(one, row, tried)]
    try:
        rewarded = with_reward(facts, now=now) if new else facts
        drafts = [draft(one, rewarded, shelf.words[agency_id], now=now) for one in new]
    except (Unsayable, Unwordable, HospesError) as error:
        log.warning("not_readdressed", task=row["task_id"], error=type(error).__name__)
        return []
    return [one for one in drafts if one.state == "queued"]


def _is_new(one: Recipient, row: Mapping[str, Any], tried: set[str]) -> bool:
    is_same = one.line.position == row["notification"] and one.somebody.role == row["role"]
    return is_same and not one.reason and one.address.casefold() not in tried
