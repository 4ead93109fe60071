"""Propose corrections: what was said in a message is not so any more, and somebody should be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hospes.dispatch.hand_facts import Manner, facts_of_bookings
from hospes.dispatch.quotes import Quote, Reader, Wrong, by_reader, load_quotes, wrong_now
from hospes.planning.plan_corrections import OPEN, Correction, known_corrections, plan_corrections

DECIDED = (*OPEN, "executing", "done", "skipped", "expired", "failed")
"""States in which a correction stands for what it says: the same is not proposed once more."""
Row = Mapping[str, Any]


def propose_corrections(agency_id: int, booking_ids: Sequence[int], *, now: datetime) -> int:
    """Bring the corrections of bookings to what their facts ask for now; the same again writes nothing.

    One open correction for each booking and reader, for all that has changed since it was said. Whether it
    waits for a person says the solution of the message; where several are corrected at once and one of them
    wants it, it waits. A correction whose facts are as said again is withdrawn. Call it in the transaction
    that changed the facts, after planning: what is going to be said anew by itself needs no correction.

    Args:
        agency_id: whose bookings.
        booking_ids: those whose facts, or whose property's, have changed.
        now: the instant of the change.

    Returns:
        How many corrections were made, changed or withdrawn.
    """
    quotes = load_quotes([agency_id], booking_ids, now=now)
    if not quotes:
        return 0
    wrong = _wrong(agency_id, by_reader(quotes), now=now)
    readers = {quote.id: quote.reader for quote in quotes}
    known = known_corrections(agency_id, sorted({quote.booking_id for quote in quotes}))
    latest = {readers[row["corrects"]]: row for row in known if row["corrects"] in readers}
    needless = [
        row["id"] for row in known if row["state"] in OPEN and readers.get(row["corrects"]) not in wrong
    ]
    wanted = [_correction(found, latest.get(reader)) for reader, found in wrong.items()]
    return plan_corrections(agency_id, [one for one in wanted if one], needless=needless, now=now)


def _wrong(agency_id: int, said: Mapping[Reader, Sequence[Quote]], *, now: datetime) -> dict[Reader, Wrong]:
    facts = facts_of_bookings(agency_id, {booking for booking, _ in said}, Manner(kind="transactional"))
    found = {reader: wrong_now(quotes, facts[reader[0]], now=now) for reader, quotes in said.items()}
    return {reader: wrong for reader, wrong in found.items() if wrong}


def _correction(wrong: Wrong, latest: Row | None) -> Correction | None:
    """What is to be written; None when it is planned already, or a person or time has decided about it."""
    kept = wrong.kept()
    is_known = latest is not None and latest["state"] in DECIDED
    if (
        latest is not None
        and is_known
        and (latest["details"] or {}).get("fingerprint") == kept["fingerprint"]
    ):
        return None
    return Correction(
        booking_id=wrong.quote.booking_id,
        solution_id=wrong.quote.solution_id or 0,
        corrects=wrong.quote.id,
        details=kept,
        is_prepared=wrong.is_prepared,
        deadline=wrong.deadline,
        task_id=latest["id"] if latest is not None and latest["state"] in OPEN else None,
    )
