"""Send what waits in a lane: the outbox in one statement, the rest over the agencies' connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from hospes.channels.keep_providers import Way, ways_of
from hospes.delivery.wire import LEASE, Wire
from hospes.dispatch.claim_messages import Claim, claim_messages
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.load_attachments import load_attachments
from hospes.kit.faults import fault_point


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True, slots=True)
class SentOut:
    """How many messages went into the outbox, were claimed, and how their tries ended."""

    outbox: int = 0
    claimed: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0

    @property
    def total(self) -> int:
        """How many were moved at all; zero means that nothing waits now."""
        return self.outbox + self.claimed

    def counts(self) -> dict[str, int]:
        """The figures by name."""
        return asdict(self)


def send_messages(
    lane: int,
    *,
    worker: str,
    clock: Callable[[], datetime],
    limit: int = 500,
    agency_id: int | None = None,
    stopping: Callable[[], bool] = never,
) -> SentOut:
    """Send one batch of a lane; any number of workers may do so at once.

    Claim, mark and write the attempt (committed before the first byte leaves), hand over, record. At any
    moment at most `concurrency` messages of a connection are marked and not recorded, so that a crash
    leaves at most that many uncertain. Not to be called inside a transaction.

    Args:
        lane: of `dispatch.models.Lane`.
        worker: this process, for the attempts.
        clock: the database's clock.
        limit: messages of one batch.
        agency_id: only this agency's; None for all.
        stopping: true when the process shall end: what is on the wire is finished, the rest given back.
    """
    outbox = fill_outbox(now=clock(), limit=limit, agency_id=agency_id)
    with transaction.atomic():
        claim = claim_messages(lane, now=clock(), limit=limit, lease=LEASE, agency_id=agency_id)
        load_attachments(claim.messages)
        fault_point("K1")
    fault_point("K2")
    if not claim.messages:
        return SentOut(outbox=outbox)
    ways = ways_of({message["connection_id"] for message in claim.messages})
    wires = [Wire(way, worker, clock=clock, stopping=stopping) for way in ways]
    answers: Counter[str] = Counter()
    for counted in _run(wires, claim):
        answers.update(counted)
    return SentOut(outbox, len(claim.messages), **answers)


def _run(wires: list[Wire], claim: Claim) -> list[Counter[str]]:
    """Each connection in a thread of its own, so that a slow one delays no other; a single one right here."""
    parts = [(wire, claim.token, _over(wire.way, claim)) for wire in wires]
    if len(parts) == 1:
        wire, token, messages = parts[0]
        return [wire.carry(token, messages)]
    with ThreadPoolExecutor(max_workers=16, thread_name_prefix="wire") as pool:
        return list(pool.map(_carry, parts))


def _over(way: Way, claim: Claim) -> list[dict[str, Any]]:
    return [message for message in claim.messages if message["connection_id"] == way.connection_id]


def _carry(part: tuple[Wire, UUID, list[dict[str, Any]]]) -> Counter[str]:
    wire, token, messages = part
    try:
        return wire.carry(token, messages)
    finally:
        connection.close()
