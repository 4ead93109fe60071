"""Record how tries ended, on their messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hospes.dispatch.follow_chains import follow_chains
from hospes.dispatch.lock_told_bookings import lock_told_bookings
from hospes.dispatch.retries import Verdict
from hospes.dispatch.rows import bound_cursor
from hospes.kit.statements import load

RECORD = load(__name__, "record_outcomes")


def record_outcomes(verdicts: Sequence[Verdict], *, now: datetime) -> set[int]:
    """Give messages the states that their tries' ends call for, all at once.

    Only where the token still fits and the message is on the wire or uncertain: a worker that slept past
    its lease changes nothing, unless nobody touched its message since. What was refused for good goes on over
    the next channel of its chain (S26).

    Returns:
        The ids that were changed.
    """
    if not verdicts:
        return set()
    columns = {
        "ids": [v.message_id for v in verdicts],
        "tokens": [v.token for v in verdicts],
        "states": [v.state for v in verdicts],
        "reasons": [v.reason for v in verdicts],
        "send_at": [v.send_at for v in verdicts],
        "provider_ids": [v.provider_id.replace("\x00", "")[:300] for v in verdicts],
        "repeats": [v.repeats for v in verdicts],
        "lookups": [v.lookups for v in verdicts],
    }
    failed = [v.message_id for v in verdicts if _has_failed(v)]
    lock_told_bookings(failed)
    with bound_cursor() as cursor:
        cursor.execute(RECORD, {**columns, "now": now}, prepare=True)
        changed = {row[0] for row in cursor.fetchall()}
    follow_chains([id for id in failed if id in changed], now=now)
    return changed


def _has_failed(ruled: Verdict) -> bool:
    return ruled.state == "undeliverable" and ruled.reason != "deadline"
