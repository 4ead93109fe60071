"""Write again to people whose address was wrong and has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog

from hospes.content.words import Unwordable
from hospes.dispatch.attach_files import attach_files
from hospes.dispatch.drafts import Draft, Unsayable
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.recipients import Recipient, recipients_of
from hospes.dispatch.rows import rows_of
from hospes.dispatch.write_again import Again, load_again
from hospes.kit.errors import HospesError
from hospes.kit.statements import load

FIND = load(__name__, "find_unreached")
log = structlog.get_logger(__name__)


def readdress_messages(agency_id: int, booking_ids: Sequence[int], *, now: datetime) -> int:
    """Queue what could not be delivered once more, for people of these bookings who have a new address (S26).

    Only until the deadline of the task, only to addresses that were not tried, and not when the solution does
    not want the booking any more. A bundle goes again as a whole (S9). The whole chain of the
    line is open again. Call it in the transaction that changed the bookings or their people.

    Returns:
        How many new messages there are.
    """
    rows = rows_of(FIND, {"agency": agency_id, "bookings": list(booking_ids), "now": now})
    if not rows:
        return 0
    again = load_again({agency_id}, {row["task_id"] for row in rows}, now=now)
    drafts = [one for row in rows for one in _drafts(row, again)]
    inserted = insert_messages(drafts, now=now)
    attach_files(drafts, again.facts, now=now, bundles=again.bundles)
    return inserted


def _drafts(row: Mapping[str, Any], again: Again) -> list[Draft]:
    """The drafts of one line for addresses that were not tried."""
    facts = again.facts[row["task_id"]]
    ways = again.shelf.ways[facts["task"]["agency_id"]]
    found = recipients_of(facts, again.shelf.lines[row["solution_id"]], ways)
    try:
        drafts = [again.draft(row["task_id"], one) for one in found if _is_new(one, row, again)]
    except (Unsayable, Unwordable, HospesError) as error:
        log.warning("not_readdressed", task=row["task_id"], error=type(error).__name__)
        return []
    return [one for one in drafts if one.state == "queued"]


def _is_new(one: Recipient, row: Mapping[str, Any], again: Again) -> bool:
    is_same = one.line.position == row["notification"] and one.somebody.role == row["role"]
    is_tried = one.address.casefold() in row["tried"] or again.is_said(row["task_id"], one.address)
    return is_same and not one.reason and not is_tried
