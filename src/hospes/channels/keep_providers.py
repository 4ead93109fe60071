"""The connections of agencies, and their providers kept open between messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from threading import Lock

from hospes.channels.models import Connection
from hospes.channels.open_providers import open_provider
from hospes.channels.protocol import Provider
from hospes.channels.save_connection import opened_secret

_KEPT: dict[int, tuple[str, Provider]] = {}
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Way:
    """A connection that is ready to carry messages."""

    connection_id: int
    agency_id: int
    channel: str
    concurrency: int
    per_second: float | None
    failures: int
    provider: Provider


def connections_for(agency_id: int, channel: str | None = None) -> list[Connection]:
    """An agency's connections that are switched on, in the order in which they are used."""
    rows = Connection.objects.filter(agency_id=agency_id, is_active=True)
    if channel is not None:
        rows = rows.filter(channel=channel)
    return list(rows.order_by("channel", "rank", "id"))


def ways_of(connection_ids: set[int]) -> list[Way]:
    """Connections with their providers, opened once in a process and again when somebody changed them."""
    return [
        Way(row.id, row.agency_id, row.channel, row.concurrency, row.per_second, row.failures, _kept(row))
        for row in Connection.objects.filter(id__in=connection_ids).order_by("id")
    ]


def close_providers() -> None:
    """Let go of everything that is kept open, for the end of a process."""
    with _LOCK:
        for _, provider in _KEPT.values():
            provider.close()
        _KEPT.clear()


def _kept(row: Connection) -> Provider:
    described = json.dumps([row.provider, row.settings, row.secret], sort_keys=True)
    with _LOCK:
        known = _KEPT.get(row.id)
        if known is None or known[0] != described:
            if known is not None:
                known[1].close()
            known = described, open_provider(row.provider, row.settings, opened_secret(row))
            _KEPT[row.id] = known
    return known[1]
