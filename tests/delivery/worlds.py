"""Queued messages without a booking behind them, and an agency with a connection: for tests of delivery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hospes.agencies.models import Agency
from hospes.channels.models import Connection
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.models import Message
from tests.making import NOW, make_agency

Fields = dict[str, Any]


def make_sender(**changes: Any) -> Agency:
    """An agency with a sender's address."""
    agency = make_agency(**changes)
    agency.sender_name, agency.sender_email = "Costa Blava", "stay@costablava.example"
    agency.save()
    return agency


def connect(agency: Agency, provider: str, port: int, **changes: Any) -> Connection:
    """An e-mail connection to a server on this machine."""
    settings = {"host": "127.0.0.1", "port": port, **changes.pop("settings", {})}
    if provider == "smtp":
        settings.setdefault("security", "none")
    facts = ConnectionFacts(changes.pop("name", provider), "email", provider, settings, **changes)
    return save_connection(agency.id, facts, now=NOW)


def queue(agency: Agency, count: int = 1, *, now: datetime = NOW, **changes: Any) -> list[Message]:
    """Queued e-mails to guest-1@example.com, guest-2 … of this agency."""
    return Message.objects.bulk_create(
        Message(**{**_fields(agency, number, now), **changes}) for number in range(1, count + 1)
    )


def _fields(agency: Agency, number: int, now: datetime) -> Fields:
    return {
        "agency_id": agency.id,
        "public_id": uuid4(),
        "role": "guest",
        "to_name": f"Guest {number}",
        "to_address": f"guest-{number}@example.com",
        "channel": "email",
        "kind": "transactional",
        "subject": f"Hello {number}",
        "text": "See you soon.",
        "html": "<p>See you soon.</p>",
        "state": "queued",
        "queued_at": now,
        "send_at": now,
        "changed_at": now,
    }


def ticking(start: datetime = NOW) -> Iterator[datetime]:
    """Instants a millisecond apart."""
    at = start.astimezone(UTC)
    while True:
        at += timedelta(milliseconds=1)
        yield at
