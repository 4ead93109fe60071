"""When to try again, and what a try's end means for its message (S27). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zlib import crc32

from hospes.channels.protocol import Answer, Outcome, Safety

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
LONGEST = timedelta(hours=1)
GIVE_UP = timedelta(hours=48)
BETWEEN_LOOKUPS = timedelta(seconds=60)
BEFORE_REPEAT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that a message gets; `send_at` is when to try or to ask again, None leaves it."""

    message_id: int
    token: UUID
    state: str
    reason: str = ""
    send_at: datetime | None = None
    provider_id: str = ""
    repeats: int = 0
    lookups: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """How a provider keeps one from sending twice: its class and how long it remembers a key."""

    safety: Safety
    key_lifetime: timedelta


def retry_delay(public_id: UUID, attempts: int, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait after the given number of tries: 1, 5, 15, 60, 60 … minutes and up to a fifth more.

    What the provider asked for wins, at most an hour. The jitter comes from the message's id and the
    number of the try, so that the same history gives the same instants.
    """
    if retry_after is not None and retry_after > timedelta(0):
        return min(retry_after, LONGEST)
    wait = DELAYS[min(max(attempts, 1), len(DELAYS)) - 1]
    share = crc32(public_id.bytes + attempts.to_bytes(2, "big")) / 2**32
    return wait + wait * share / 5


def verdict(message: Mapping[str, Any], outcome: Outcome, memory: Memory, *, now: datetime) -> Verdict:
    """What becomes of a message after one try.

    Args:
        message: id, token, public_id, attempts (this one included), repeats, marked_at, deadline, queued_at,
            is_critical, channel.
        outcome: how the try ended.
        memory: the connection's class.
        now: the instant of recording.
    """
    match outcome.answer:
        case Answer.ACCEPTED:
            return _ruled(message, "sent", provider_id=outcome.provider_id)
        case Answer.REFUSED:
            return _ruled(message, "undeliverable", "refused")
        case Answer.DEFERRED:
            return _again(message, now + _wait(message, outcome))
        case Answer.UNCERTAIN:
            return _unknown(message, memory, again_at=now + _wait(message, outcome), now=now)


def _ruled(message: Mapping[str, Any], state: str, reason: str = "", **more: Any) -> Verdict:
    more.setdefault("repeats", message["repeats"])
    return Verdict(message["id"], message["token"], state, reason, **more)


def _wait(message: Mapping[str, Any], outcome: Outcome) -> timedelta:
    return retry_delay(message["public_id"], message["attempts"], outcome.retry_after)


def _again(message: Mapping[str, Any], at: datetime) -> Verdict:
    """Queue it for another try, unless that would be too late; an earlier unknown try stays unknown."""
    too_late = message["deadline"] is not None and at >= message["deadline"]
    if too_late or at - message["queued_at"] > GIVE_UP:
        if message["repeats"] > 0:
            return _ruled(message, "uncertain", "unproven", send_at=at)
        return _ruled(message, "undeliverable", "deadline" if too_late else "gave_up")
    return _ruled(message, "queued", "retry", send_at=at)


def _unknown(message: Mapping[str, Any], memory: Memory, *, again_at: datetime, now: datetime) -> Verdict:
    """S27: by class. Only what the provider dedupes goes again at once; the rest is asked for, or waits."""
    ends = [message["marked_at"] + memory.key_lifetime / 2, *filter(None, [message["deadline"]])]
    if memory.safety is Safety.KEYED and again_at < min(ends):
        return _ruled(message, "queued", "retry", send_at=again_at, repeats=message["repeats"] + 1)
    if memory.safety is Safety.LOOKUP:
        return _ruled(message, "uncertain", "looking_up", send_at=now + BETWEEN_LOOKUPS)
    return _ruled(message, "uncertain", "unproven", send_at=now + BEFORE_REPEAT)
