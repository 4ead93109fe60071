"""Claim messages that are to leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hospes.dispatch.load_secrets import load_secrets
from hospes.dispatch.rows import bound_cursor, rows_of
from hospes.kit.statements import load

CLAIM = load(__name__, "claim_messages")
RETURN = load(__name__, "return_messages")
EXTEND = load(__name__, "extend_leases")


@dataclass(frozen=True, slots=True)
class Claim:
    """Messages that one worker holds until its lease ends.

    Attributes:
        token: fences every later write; a new one for every claim.
        messages: rows as `sql/claim_messages.sql` returns them, each with the `connection_id` to use; those
            with codes in their words have them under `secrets`.
    """

    token: UUID
    messages: list[dict[str, Any]]


def claim_messages(
    lane: int, *, now: datetime, limit: int, lease: timedelta, agency_id: int | None = None
) -> Claim:
    """Claim what waits in a lane, oldest first, in one short statement.

    Two workers never claim the same message: rows are locked with SKIP LOCKED and carry the token. The
    connection is the agency's first by rank that is switched on and not paused; a message that may have
    left over a connection keeps it.
    """
    token = uuid4()
    wanted = {"lane": lane, "now": now, "most": limit, "lease": lease, "token": token, "agency_id": agency_id}
    messages = rows_of(CLAIM, wanted)
    load_secrets(messages)
    messages.sort(key=lambda message: (message["queued_at"], message["id"]))
    return Claim(token, messages)


def extend_leases(token: UUID, ids: list[int], *, now: datetime, lease: timedelta) -> int:
    """Keep what a living worker still holds; returns how many it does."""
    with bound_cursor() as cursor:
        cursor.execute(EXTEND, {"token": token, "ids": ids, "now": now, "lease": lease})
        return cursor.rowcount


def return_messages(token: UUID, ids: list[int]) -> int:
    """Give back claimed messages that were not marked; returns how many."""
    with bound_cursor() as cursor:
        cursor.execute(RETURN, {"token": token, "ids": ids})
        return cursor.rowcount
