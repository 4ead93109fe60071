"""Sweep up: nothing may stay on the wire, uncertain or overdue for longer than it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hospes.delivery.resolve_uncertain import resolve_uncertain
from hospes.dispatch.follow_chains import follow_silent
from hospes.dispatch.release_leases import release_leases


@dataclass(frozen=True, slots=True)
class Swept:
    """How many messages lapsed with their workers, were queued again, expired, found, not found, followed."""

    lapsed: int = 0
    repeated: int = 0
    expired: int = 0
    found: int = 0
    missing: int = 0
    followed: int = 0

    @property
    def total(self) -> int:
        """How many changed at all."""
        return self.lapsed + self.repeated + self.expired + self.found + self.missing + self.followed


def sweep_messages(*, clock: Callable[[], datetime], limit: int = 1000) -> Swept:
    """Everything that keeps messages from being stuck: run it every few seconds, in any number of processes.

    Not to be called inside a transaction: it asks providers.
    """
    released = release_leases(now=clock(), limit=limit)
    found, missing = resolve_uncertain(now=clock(), limit=min(limit, 100))
    followed = follow_silent(now=clock(), limit=limit)
    return Swept(released.lapsed, released.repeated, released.expired, found, missing, followed)
