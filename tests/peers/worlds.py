"""A house with guests whose messages reach an outbox, on a clock that the test moves on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.confirm_bookings import confirm_booking
from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.models import Booking
from hospes.bookings.move_bookings import Dates, move_booking
from hospes.bookings.record_payments import PaymentFacts, record_payment
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.engine.change_bookings import change_booking
from hospes.engine.change_solutions import Changed, change_solutions
from hospes.engine.change_system_notifications import change_system_notifications
from hospes.engine.plan_with_care import CAREFUL, Caution
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.making import NOW, make_agency, make_facts

ZONE = ZoneInfo("Europe/Madrid")
BEFORE = NOW - timedelta(days=1)
PHONE = "+34600111222"
ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", phone=PHONE, language="en")
WORDS = {
    "en": {"subject": "Hello", "text": "Dear {{ guest.first_name }}", "sms": "Dear {{ guest.first_name }}"}
}
BOOKED = {"anchor": "booked", "offset": 0, "unit": "minutes"}
DAY_BEFORE = {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"}


def madrid(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> datetime:
    """An instant by the clock on the wall in Madrid."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def rule(name: str, **changes: Any) -> dict[str, Any]:
    """A solution as written: to the guest by e-mail, with the subject of its template."""
    line = {"to": "guest", "template": changes.pop("template", name), "channels": ["email"]}
    return {"name": name, "recipe": "free", "kind": "transactional", "notifications": [line], **changes}


def words(subject: str, text: str = "Dear {{ guest.first_name }}") -> dict[str, dict[str, str]]:
    """Words in English, for e-mail and SMS."""
    return {"en": {"subject": subject, "text": text, "sms": text}}


class House:
    """An agency in Madrid; nothing is sent but by its solutions."""

    def __init__(self, **settings: Any) -> None:
        self.agency: Agency = make_agency(now=BEFORE)
        Agency.objects.filter(pk=self.agency.pk).update(**settings)
        for channel in ("sms", "viber"):
            save_connection(self.agency.pk, ConnectionFacts(channel, channel, "outbox"), now=BEFORE)

    def solve(
        self,
        *rules: Mapping[str, Any],
        now: datetime = BEFORE,
        caution: Caution = CAREFUL,
        versions: Mapping[str, Any] | None = None,
    ) -> Changed:
        """Save solutions; words of their name say their name unless `versions` gives others."""
        names = {line["template"] for one in rules for line in one.get("notifications", ())}
        given = {name: (versions or {}).get(name, words(name)) for name in sorted(names)}
        templates = [{"name": name, "versions": each} for name, each in given.items()]
        file = {"solutions": list(rules), "templates": templates}
        return change_solutions(self.agency.pk, file, now=now, by="test", caution=caution)

    def matrix(self, *cells: Mapping[str, Any], now: datetime = BEFORE) -> None:
        """Switch built-in notifications on."""
        change_system_notifications(self.agency.pk, cells, now=now, by="test")

    def book(
        self, reference: str = "B1", *, now: datetime = NOW, origin: Origin = Origin.LIVE, **changes: Any
    ) -> None:
        """A booking comes in, or comes again with other facts."""
        money = {name: Decimal(value) for name, value in changes.items() if name in {"total", "paid"}}
        given: dict[str, Any] = {"guest": ANNA, "booked_at": now, "version_at": now, **changes, **money}
        facts = make_facts(reference, **given)
        [taken] = take_in_bookings(self.agency.pk, [facts], now=now, origin=origin).received
        assert taken.error is None

    def cancel(self, reference: str = "B1", *, now: datetime, by: str = "guest") -> None:
        """The booking is called off."""
        self._change(cancel_booking, reference, now=now, by=by)

    def confirm(self, reference: str = "B1", *, now: datetime) -> None:
        """The agency confirms the booking."""
        self._change(confirm_booking, reference, now=now)

    def move(self, reference: str = "B1", *, now: datetime, **dates: Any) -> None:
        """The stay goes to other dates."""
        self._change(move_booking, reference, Dates(**dates), now=now)

    def pay(self, amount: int, reference: str = "B1", *, now: datetime, method: str = "card") -> None:
        """Money comes in."""
        payment = PaymentFacts(f"p-{now}", Decimal(amount), "EUR", now, method)
        self._change(record_payment, reference, payment, now=now)

    def _change(self, verb: Any, reference: str, *facts: Any, now: datetime, **more: Any) -> None:
        change = partial(verb, self.agency.pk, self.id_of(reference), *facts, now=now, **more)
        change_booking(self.agency.pk, change, now=now, by="test")

    def id_of(self, reference: str = "B1") -> int:
        """The booking's id."""
        return Booking.objects.values_list("id", flat=True).get(reference=reference)

    def passes(self, until: datetime) -> None:
        """Time goes on: whatever is due is executed and delivered at its instant, in order."""
        for _ in range(200):
            waiting = Task.objects.filter(agency_id=self.agency.pk, state="planned", due_at__lte=until)
            due = waiting.order_by("due_at").values_list("due_at", flat=True).first()
            if due is None:
                return
            execute_tasks(now=due)
            fill_outbox(now=due)
        raise AssertionError("Something is due again and again.")


def sent() -> list[tuple[str, str]]:
    """When, by the clock in Madrid, and what was sent, in order."""
    rows = (
        Message.objects.filter(state="sent")
        .order_by("sent_at", "id")
        .values_list("sent_at", "subject", "text")
    )
    return [(f"{at.astimezone(ZONE):%m-%d %H:%M}", subject or text) for at, subject, text in rows if at]


def subjects() -> list[str]:
    """What was sent, in order."""
    return [said for _, said in sent()]


def texts() -> list[str]:
    """The bodies of what was sent, in order."""
    return list(Message.objects.filter(state="sent").order_by("sent_at", "id").values_list("text", flat=True))


def ends() -> dict[tuple[str, str], tuple[str, str]]:
    """Booking and solution → how the task stands, and why."""
    rows = Task.objects.values_list("booking__reference", "solution__name", "state", "reason")
    return {(reference, name): (state, reason) for reference, name, state, reason in rows}
