"""Sweep up after workers that fell silent, and end what has waited too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from hospes.channels.open_providers import safeties
from hospes.channels.protocol import Answer, Outcome, Safety
from hospes.dispatch.record_outcomes import record_outcomes
from hospes.dispatch.retries import Memory, verdict
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

LAPSED = load(__name__, "lock_lapsed")
REPEAT = load(__name__, "repeat_messages")
EXPIRE = load(__name__, "expire_messages")
SILENT = Outcome(Answer.UNCERTAIN, code="worker_lost", retry_after=timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Released:
    """How many messages were taken from silent workers, queued once more, and expired."""

    lapsed: int
    repeated: int
    expired: int


def release_leases(*, now: datetime, limit: int = 1000) -> Released:
    """Give every message whose worker fell silent the state that its connection's class allows (S27).

    Run it every few seconds, by any number of processes at once: each statement changes only what is in
    the state that it looks for. Claimed messages that were not marked need no sweeping: they are queued,
    and their lease ends by itself.
    """
    with transaction.atomic():
        lapsed = rows_of(LAPSED, {"now": now, "most": limit})
        memories = {name: Memory(safety, lifetime) for name, safety, lifetime in safeties()}
        blind = Memory(Safety.BLIND, timedelta(0))
        verdicts = [verdict(row, SILENT, memories.get(row["provider"], blind), now=now) for row in lapsed]
        record_outcomes(verdicts, now=now)
    return Released(len(lapsed), _count(REPEAT, now), _count(EXPIRE, now))


def _count(statement: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now})
        return int(cursor.rowcount)
