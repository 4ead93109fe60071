"""Lock the bookings that messages are about."""

from __future__ import annotations

from collections.abc import Collection

from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

LOCK = load(__name__, "lock_told_bookings")


def lock_told_bookings(message_ids: Collection[int]) -> int:
    """Wait for whoever changes the bookings of messages that have failed, and keep others from it.

    Without it a booking that is cancelled at this moment recalls what is queued, and the next message of the
    chain, which its transaction cannot see yet, would stay (S13, S26). Call it before the messages are
    changed, for changes of bookings lock in that order too. Returns how many are locked.
    """
    return len(rows_of(LOCK, {"ids": list(message_ids)})) if message_ids else 0
