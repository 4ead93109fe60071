"""Carries claimed messages over one connection: mark, hand over, record, with few on the wire at once.

One thread talks to the database; as many as the connection allows wait for the provider. Each turn records
what has ended and marks what goes next in one commit, so at any moment no more messages are marked and
unrecorded than may be on the wire.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from hospes.channels.keep_providers import Way
from hospes.channels.pause_connections import pause_connection, reserve_sendings, resume_connection
from hospes.channels.protocol import Answer, Envelope, Outcome, boot_clock
from hospes.delivery.adopt_receipts import adopt_receipts
from hospes.delivery.envelopes import envelope_of
from hospes.delivery.patience import patiently
from hospes.delivery.record_attempts import begin_attempts, end_attempts
from hospes.dispatch.claim_messages import extend_leases, return_messages
from hospes.dispatch.mark_messages import mark_messages
from hospes.dispatch.record_outcomes import record_outcomes
from hospes.dispatch.retries import Memory, verdict
from hospes.kit.errors import HospesError
from hospes.kit.faults import fault_point

# How long a worker may be silent before others take over; tests of crashes make it short.
LEASE = timedelta(seconds=float(os.environ.get("HOSPES_LEASE", "60")))
MARGIN = LEASE.total_seconds() / 12
HEARTBEAT = LEASE.total_seconds() / 4
LINGER = 0.004
log = structlog.get_logger(__name__)
Message = dict[str, Any]


@dataclass(slots=True)
class Try:
    """One message on the wire, and how it ended."""

    message: Message
    outcome: Outcome | None = None


class Wire:
    """The messages of one claim on their way over one connection. Used once."""

    def __init__(
        self, way: Way, worker: str, *, clock: Callable[[], datetime], stopping: Callable[[], bool]
    ) -> None:
        self.way = way
        self._worker = worker
        self._clock = clock
        self._stopping = stopping
        self._memory = Memory(way.provider.safety, way.provider.key_lifetime)
        self._ready: deque[Message] = deque()
        self._on_wire: dict[int, Try] = {}
        self._ended: SimpleQueue[Try] = SimpleQueue()
        self._counts: Counter[str] = Counter()
        self._is_halted = False
        self._beat_at = time.monotonic()

    def carry(self, token: UUID, messages: Sequence[Message]) -> Counter[str]:
        """Send the messages of a claim; returns how the tries ended, by answer.

        What cannot go now (the process stops, the connection pauses, the lease was lost) is given back.
        """
        self._token = token
        self._ready.extend(messages)
        with ThreadPoolExecutor(self.way.concurrency, thread_name_prefix="send") as pool:
            while self._on_wire or (self._ready and not self._is_over()):
                self._turn(self._collect(), pool)
        if self._ready:
            return_messages(token, [message["id"] for message in self._ready])
        return self._counts

    def _is_over(self) -> bool:
        return self._is_halted or self._stopping()

    def _collect(self) -> list[Try]:
        """What has ended: at least half of what may be on the wire, unless the rest takes its time."""
        ended: list[Try] = []
        wanted = (self.way.concurrency + 1) // 2
        if not self._on_wire or (self._ready and len(self._on_wire) < wanted and not self._is_over()):
            wanted = 0
        while len(ended) < min(wanted, len(self._on_wire)):
            try:
                ended.append(self._ended.get(timeout=LINGER if ended else HEARTBEAT))
            except Empty:
                break
        while not self._ended.empty():
            ended.append(self._ended.get())
        return ended

    def _turn(self, ended: Sequence[Try], pool: ThreadPoolExecutor) -> None:
        """Record what has ended and mark what goes next in one commit; then hand that over."""
        wanted = self._next(self.way.concurrency - len(self._on_wire) + len(ended))
        if wanted and self.way.per_second:
            self._commit(ended, [])
            ended = []
            self._wait_for_turn(len(wanted))
        marked = self._commit(ended, wanted)
        if marked is None:
            self._ready.extendleft(reversed(wanted))
        else:
            self._hand_over([m for m in wanted if m["id"] in marked], pool)

    def _next(self, free: int) -> list[Message]:
        if self._is_over():
            return []
        most = max(1, int(self.way.per_second)) if self.way.per_second else free
        return [self._ready.popleft() for _ in range(min(free, most, len(self._ready)))]

    def _wait_for_turn(self, count: int) -> None:
        """Wait for the next free stretch of a connection with a rate limit; the leases live on."""
        begins = reserve_sendings(self.way.connection_id, count, now=self._clock())
        while (wait := (begins - self._clock()).total_seconds()) > 0 and not self._stopping():
            Event().wait(min(wait, HEARTBEAT))
            self._commit([], [])

    def _commit(self, ended: Sequence[Try], wanted: Sequence[Message]) -> dict[int, int] | None:
        """One transaction; repeated, with the same instant, when its fate is unknown.

        Recording and marking find out for themselves what an earlier try has done, so a lost answer to a
        commit neither sends twice nor leaves anything behind.
        """
        if not (ended or wanted or time.monotonic() - self._beat_at > HEARTBEAT):
            return {}
        now = self._clock()
        marked = patiently(partial(self._committed, ended, wanted, now))
        for one in ended:
            del self._on_wire[one.message["id"]]
            self._counts[one.outcome.answer.value if one.outcome else "uncertain"] += 1
        return marked

    def _committed(
        self, ended: Sequence[Try], wanted: Sequence[Message], now: datetime
    ) -> dict[int, int] | None:
        with transaction.atomic():
            self._record(ended, now)
            marked = self._mark(wanted, now) if not self._is_halted else None
            self._keep(now)
            fault_point("K8" if ended else "K3")
        fault_point("K9" if ended else "K3c")
        return marked

    def _record(self, ended: Sequence[Try], now: datetime) -> None:
        if not ended:
            return
        outcomes = [(one.message, one.outcome) for one in ended if one.outcome is not None]
        end_attempts(outcomes, now=now)
        verdicts = [verdict(message, outcome, self._memory, now=now) for message, outcome in outcomes]
        recorded = record_outcomes(verdicts, now=now)
        adopt_receipts(
            [v.message_id for v in verdicts if v.provider_id and v.message_id in recorded], now=now
        )
        trouble = next((outcome for _, outcome in outcomes if outcome.is_connection), None)
        if trouble is not None:
            self._is_halted = True
            pause_connection(self.way.connection_id, now=now, retry_after=trouble.retry_after)
            log.warning("connection_paused", connection=self.way.connection_id, code=trouble.code)
        elif any(outcome.answer is Answer.ACCEPTED for _, outcome in outcomes) and self.way.failures:
            resume_connection(self.way.connection_id, now=now)

    def _mark(self, wanted: Sequence[Message], now: datetime) -> dict[int, int]:
        if not wanted:
            return {}
        over = (self.way.connection_id, self.way.provider.name)
        ids = [message["id"] for message in wanted]
        marked = mark_messages(self._token, ids, over=over, now=now, lease=LEASE)
        begun = [(message, marked[message["id"]]) for message in wanted if message["id"] in marked]
        attempts = begin_attempts(begun, way=self.way, worker=self._worker, now=now)
        for message, number in begun:
            message["attempts"], message["attempt_id"] = number, attempts[message["id"]]
        return marked

    def _keep(self, now: datetime) -> None:
        if time.monotonic() - self._beat_at > HEARTBEAT:
            self._beat_at = time.monotonic()
            held = [*self._on_wire, *(message["id"] for message in self._ready)]
            extend_leases(self._token, held, now=now, lease=LEASE)

    def _hand_over(self, messages: Sequence[Message], pool: ThreadPoolExecutor) -> None:
        not_after = boot_clock() + LEASE.total_seconds() - MARGIN
        now = self._clock()
        for message in messages:
            message["token"] = self._token
            message["marked_at"] = message["marked_at"] if message["repeats"] else now
            self._on_wire[message["id"]] = Try(message)
            pool.submit(self._send, self._on_wire[message["id"]], not_after, now)

    def _send(self, one: Try, not_after: float, now: datetime) -> None:
        """In a thread of its own: whatever happens, the try ends with an outcome."""
        try:
            fault_point("K4")
            envelope = self._envelope(one.message, not_after, now)
            one.outcome = envelope if isinstance(envelope, Outcome) else self.way.provider.send(envelope)
            fault_point("K7")
        except Exception as error:  # a provider's bug may have happened after the first byte
            log.exception("provider_failed", message=one.message["id"], provider=self.way.provider.name)
            one.outcome = Outcome(Answer.UNCERTAIN, "error", type(error).__name__)
        finally:
            self._ended.put(one)

    def _envelope(self, message: Message, not_after: float, now: datetime) -> Envelope | Outcome:
        try:
            return envelope_of(message, not_after=not_after, now=now)
        except HospesError as error:
            return Outcome(Answer.REFUSED, error.code[:40], error.message)
