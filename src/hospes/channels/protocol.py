"""What a provider is to the rest of the house: one small protocol and two values.

A provider never raises for what the world does: every answer, refusal or silence is an `Outcome`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable


def boot_clock() -> float:
    """Seconds since the machine started, sleep included: the only clock that a worker judges itself by."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Safety(StrEnum):
    """What may be done when nobody knows whether a message was taken (S27)."""

    KEYED = "keyed"
    LOOKUP = "lookup"
    BLIND = "blind"


class Answer(StrEnum):
    """How a try ended. Deferred and refused mean: certainly not sent."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one try ended.

    Attributes:
        answer: accepted, deferred (not sent, worth another try), refused (not sent, never will be) or
            uncertain (the wire broke when it may have been taken).
        code: the provider's own short code, such as "250" or "4.7.1"; ours in small letters ("no_route").
        detail: the provider's words, at most 500 characters.
        provider_id: how the provider calls the message.
        retry_after: how long the provider asked to wait.
        is_connection: the trouble is the connection's, not the message's: the whole connection pauses.
    """

    answer: Answer
    code: str = ""
    detail: str = ""
    provider_id: str = ""
    retry_after: timedelta | None = None
    is_connection: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as it goes to a provider.

    Attributes:
        key: stable over all tries of one generation; the provider's idempotency key.
        sender: envelope sender; for short messages the sender's name or number.
        recipients: addresses, each exactly one recipient.
        content: the whole e-mail with CRLF line ends, or the text of a short message in UTF-8.
        not_after: reading of `boot_clock` after which the first byte may no longer leave.
        extra: what else the channel needs.
    """

    key: str
    sender: str
    recipients: Sequence[str]
    content: bytes
    not_after: float = float("inf")
    extra: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """Carries messages of one connection. Safe to use from several threads at once."""

    name: ClassVar[str]
    safety: ClassVar[Safety]
    key_lifetime: ClassVar[timedelta]

    def send(self, envelope: Envelope) -> Outcome:
        """Hand one message over; returns when its fate is known or the time for it is over."""

    def close(self) -> None:
        """Let go of what is kept open; the provider may be used again."""


@runtime_checkable
class Askable(Provider, Protocol):
    """A provider of class *lookup*: it can be asked afterwards what became of a message."""

    def look_up(self, key: str) -> Outcome | None:
        """What the provider knows of a key; None when it knows nothing."""


ProviderMaker = Callable[[Mapping[str, Any], str], Provider]
"""Makes a provider of a connection's settings and its opened secret."""
