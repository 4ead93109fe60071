"""What really happened, by the servers' logs, against what the tables say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from hospes.delivery.send_messages import send_messages
from hospes.delivery.sweep_messages import sweep_messages
from hospes.dispatch.models import Message
from tests.delivery.scripted_server import taken

MINUTE = timedelta(minutes=1)


def database() -> dict[str, object]:
    """What a worker needs to reach the database of this test."""
    wanted = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    return {name: connection.settings_dict[name] for name in wanted}


def settle(minutes: int = 12) -> None:
    """Let the rest happen on a clock that runs ahead: sweeps, lookups, retries."""
    start = datetime.now(UTC) + timedelta(seconds=10)
    for step in range(minutes):
        at = start + step * MINUTE
        sweep_messages(clock=lambda at=at: at)  # type: ignore[misc]
        while send_messages(1, worker="settling", clock=lambda at=at: at, limit=500).total:  # type: ignore[misc]
            continue


def twice(logs: Iterable[Path]) -> dict[str, int]:
    """Addresses that got more than one copy."""
    counted = Counter(address for log in logs for address in taken(log))
    return {address: count for address, count in counted.items() if count > 1}


def lost(logs: Iterable[Path]) -> list[tuple[str, str, str]]:
    """Messages that did not arrive and do not say so, and those that are stuck."""
    arrived = {address for log in logs for address in taken(log)}
    rows = Message.objects.values_list("to_address", "state", "reason")
    return [
        row
        for row in rows
        if row[1] not in ("sent", "uncertain") or (row[1] == "sent" and row[0] not in arrived)
    ]
