"""An agency whose notifications reach an outbox, for tests that tell stories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.history import Happening
from hospes.bookings.models import Booking
from hospes.bookings.record_events import record_event
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.engine.change_system_notifications import change_system_notifications
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.making import NOW, make_agency, make_facts, take_in

ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", phone="+34600111222", language="en")
LATER = NOW + timedelta(hours=1)


@dataclass
class Story:
    """An agency with an outbox for every channel, and one booking."""

    agency: Agency = field(default_factory=make_agency)

    def __post_init__(self) -> None:
        for channel in ("sms", "viber"):
            facts = ConnectionFacts(name=channel, channel=channel, provider="outbox")
            save_connection(self.agency.pk, facts, now=NOW)

    def matrix(self, *cells: dict[str, Any], now: datetime = NOW) -> None:
        change_system_notifications(self.agency.pk, cells, now=now, by="test")

    def booking(self, now: datetime = NOW, **changes: Any) -> None:
        take_in(self.agency, self.facts(**changes), now=now)

    def facts(self, **changes: Any) -> BookingFacts:
        return make_facts(**{"guest": ANNA, **changes})

    def happens(self, kind: str, *, at: datetime, **details: Any) -> None:
        booking = Booking.objects.get()
        record_event(self.agency.pk, booking.pk, Happening(kind, at, details), now=at)
        plan_tasks(self.agency.pk, now=at, booking_ids=[booking.pk])

    def passes(self, until: datetime) -> None:
        """Time goes on: what is due is executed and delivered, in order."""
        for _ in range(50):
            waiting = Task.objects.filter(state="planned", due_at__lte=until)
            due = waiting.order_by("due_at").values_list("due_at", flat=True).first()
            if due is None:
                return
            execute_tasks(now=due)
            fill_outbox(now=due)


def outbox() -> list[tuple[str, str, str]]:
    """Channel, address and first words of everything that was delivered, in order."""
    sent = Message.objects.filter(state="sent").order_by("sent_at", "id")
    return [(each.channel, each.to_address, each.subject or each.text.split(":")[0]) for each in sent]


def mails() -> list[str]:
    return [words for channel, _, words in outbox() if channel == "email"]


def the_mail() -> Message:
    return Message.objects.get(state="sent", channel="email")
