"""Agencies with several channels, and what becomes of messages on them: for tests of dispatch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.models import Message
from hospes.dispatch.record_outcomes import record_outcomes
from hospes.dispatch.retries import Verdict
from tests.delivery.worlds import make_sender
from tests.making import NOW, make_facts, make_solution, make_template

DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
PHONE = "+34600000001"
CHAIN = [{"viber": {"timeout": "60s"}}, "sms", "email"]
WORDS = {
    "subject": "Hello",
    "text": "By e-mail, {{ guest.first_name }}",
    "sms": "By SMS, {{ guest.first_name }}",
    "viber": {
        "text": "By Viber, {{ guest.first_name }}",
        "button": {"label": "Map", "url": "https://example.com/{{ booking.reference }}"},
        "image": "https://example.com/house.jpg",
    },
}


def make_channels(**changes: Any) -> Agency:
    """An agency with e-mail, SMS and Viber, and words for each."""
    agency = make_sender(**changes)
    for channel in ("email", "sms", "viber"):
        settings = {"host": "127.0.0.1", "port": 1}
        save_connection(agency.id, ConnectionFacts(channel, channel, "scripted", settings), now=NOW)
    versions: dict[str, Any] = {"en": WORDS}
    make_template(agency, **versions)
    return agency


def make_chained(agency: Agency, name: str = "Welcome", **changes: Any) -> None:
    """A solution to the guest: Viber, after a minute without a receipt SMS, then e-mail."""
    line = {"to": "guest", "template": "welcome", "channels": changes.pop("channels", CHAIN)}
    make_solution(agency, name, notifications=[line], **changes)


def make_caller(reference: str = "B1", **changes: Any) -> BookingFacts:
    """A booking whose guest has a phone and an e-mail address."""
    guest = PersonFacts(name="Anna Keller", phone=PHONE, email="anna@example.com", language="en")
    return make_facts(reference, **{"guest": guest, **changes})


def fail(message: Message, *, now: datetime, reason: str = "refused") -> None:
    """The provider refuses a queued message for good."""
    token = uuid4()
    Message.objects.filter(id=message.id).update(state="sending", token=token)
    record_outcomes([Verdict(message.id, token, "undeliverable", reason)], now=now)


def hand_over(message: Message, *, at: datetime) -> None:
    """The provider accepts a queued message."""
    Message.objects.filter(id=message.id).update(state="sent", sent_at=at, provider="scripted")
