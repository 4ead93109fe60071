"""An agency that a story of the mission happens to: its rules come as YAML, its time is virtual."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from inspect import signature
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.bookings.history import Happening
from hospes.bookings.models import Booking
from hospes.bookings.receive_bookings import Received
from hospes.bookings.record_events import record_event
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.engine.change_bookings import change_booking
from hospes.engine.change_solutions import Changed, change_solutions
from hospes.engine.plan_with_care import CAREFUL, Caution
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.making import NOW, make_agency, make_facts, make_member

MADRID = ZoneInfo("Europe/Madrid")
ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", phone="+34600111222", language="en")
SAID = {"subject": "{{ booking.reference }}", "text": "{{ property.name }}: it is time."}
SHORT = "{{ booking.reference }}: it is time."


def at(text: str) -> datetime:
    """An instant written as the agency's clock shows it: at("2026-06-09 15:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def local(instant: datetime) -> str:
    """An instant as the agency's clock shows it."""
    return f"{instant.astimezone(MADRID):%Y-%m-%d %H:%M}"


def pass_time(until: datetime) -> None:
    """Workers are at work until an instant: what is due is executed and delivered then, in order."""
    for _ in range(200):
        waiting = Task.objects.filter(state="planned", due_at__lte=until).order_by("due_at")
        due = waiting.values_list("due_at", flat=True).first()
        if due is None:
            return
        execute_tasks(now=due)
        fill_outbox(now=due)
    raise AssertionError("Something is due again and again.")


@dataclass
class World:
    """An agency in Madrid with an outbox for every channel."""

    agency: Agency = field(default_factory=make_agency)

    def __post_init__(self) -> None:
        for channel in ("sms", "viber"):
            facts = ConnectionFacts(name=channel, channel=channel, provider="outbox")
            save_connection(self.agency.pk, facts, now=NOW)

    def rules(self, text: str, *, now: datetime = NOW, caution: Caution = CAREFUL) -> Changed:
        """Import a file of solutions. A template `said` is there by itself."""
        written = yaml.safe_load(text)
        said = {"name": "said", "versions": {"en": {**SAID, "sms": SHORT, "viber": {"text": SHORT}}}}
        written["templates"] = [said, *written.get("templates", [])]
        return change_solutions(self.agency.pk, written, now=now, by="anna@example.com", caution=caution)

    def rule(self, text: str, *, now: datetime = NOW, to: str = "guest", **written: Any) -> Changed:
        """Import one solution: `text` is YAML of its keys; it writes to `to` unless it says more."""
        solution = {
            "name": "Ours",
            "notifications": [{"to": to, "template": "said"}],
            **yaml.safe_load(text),
            **written,
        }
        return self.rules(yaml.safe_dump({"solutions": [solution]}), now=now)

    def books(self, reference: str = "B1", *, now: datetime = NOW, **changes: Any) -> Booking:
        """A booking comes in live, or what its source says of it now."""
        facts = make_facts(reference, **{"guest": ANNA, **changes})
        return self.comes(facts, now=now)[0]

    def comes(self, *facts: BookingFacts, now: datetime = NOW, origin: Origin = Origin.LIVE) -> list[Booking]:
        """Bookings come in at once; a worker is woken and looks."""
        taken = take_in_bookings(self.agency.pk, facts, now=now, origin=origin)
        self.settles(now)
        return [Booking.objects.get(pk=one.booking_id or 0) for one in taken.received]

    def does(self, verb: Any, booking: Booking, *words: Any, now: datetime, **more: Any) -> None:
        """Somebody changes a booking by hand; a worker is woken and looks."""
        if "now" in signature(verb).parameters:
            more["now"] = now
        change: partial[Received] = partial(verb, self.agency.pk, booking.pk, *words, **more)
        change_booking(self.agency.pk, change, now=now, by="anna@example.com")
        self.settles(now)

    def happens(self, kind: str, booking: Booking, *, now: datetime, **details: Any) -> None:
        """Something happens to a booking that no other verb records."""
        self.does(record_event, booking, Happening(kind, now, details), now=now)

    def member(self, email: str, role: str = "staff") -> None:
        """Somebody works at the agency."""
        make_member(self.agency, email, role=role)

    def passes(self, until: str | datetime) -> None:
        """Time goes on: what is due is executed and delivered, at its instant and in order."""
        pass_time(at(until) if isinstance(until, str) else until)

    def settles(self, now: datetime) -> None:
        """What is due at one instant is executed and delivered."""
        execute_tasks(now=now)
        fill_outbox(now=now)


def delivered(**where: Any) -> list[Message]:
    """Everything that arrived, in order."""
    return list(Message.objects.filter(state="sent", **where).order_by("sent_at", "id"))


def arrivals(**where: Any) -> list[tuple[str, str]]:
    """When, by the agency's clock, and at which address something arrived, in order."""
    return [(local(each.sent_at), each.to_address) for each in delivered(**where) if each.sent_at]


def moments(**where: Any) -> list[str]:
    """When something arrived, by the agency's clock."""
    return [moment for moment, _ in arrivals(**where)]


def addresses(**where: Any) -> list[str]:
    """At which addresses something arrived, in alphabetical order."""
    return sorted(address for _, address in arrivals(**where))


def ends() -> list[tuple[str, str, str]]:
    """Booking, state and reason of every task, in the order of planning."""
    rows = Task.objects.order_by("planned_at", "id")
    return list(rows.values_list("booking__reference", "state", "reason"))


def appointment(start: str, minutes: int = 60) -> dict[str, Any]:
    """Facts of a booking that is an appointment and not a stay."""
    starts = at(start)
    day = date.fromisoformat(start[:10])
    return {
        "arrival": day,
        "departure": day,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=minutes),
    }


def clock(text: str) -> time:
    """A time of the day."""
    return time.fromisoformat(text)
