"""Door codes: only for the guest, only while they are due, and nowhere in clear but in the envelope."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.models import Booking, Property
from hospes.content.segments import measure
from hospes.delivery.envelopes import envelope_of
from hospes.dispatch.claim_messages import claim_messages
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.insight.export_messages import export_messages
from hospes.insight.message_detail import message_detail
from hospes.kit.errors import HospesError
from hospes.planning.models import Task
from tests.delivery.worlds import connect, make_sender
from tests.making import NOW, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
CODE = "zq-4711-zq"
WORDS: dict[str, Any] = {
    "en": {
        "subject": "Your code",
        "text": "The door opens with {{ property.secrets.door }}.",
        "html": "<p>The door opens with <b>{{ property.secrets.door }}</b>.</p>",
        "sms": "Code {{ property.secrets.door }}",
    }
}


def make_world(facts: BookingFacts | None = None, **solution: Any) -> Agency:
    """An agency whose property has a door code, one booking, and a solution that says the code."""
    agency = make_sender()
    make_template(agency, **WORDS)
    make_solution(agency, **solution)
    take_in_bookings(agency.id, [facts or make_facts()], now=NOW, origin=Origin.LIVE)
    Property.objects.update(secrets={"door": CODE})
    return agency


def stored() -> str:
    """Everything in the tables of dispatch and delivery, and in the tasks, as one text."""
    tables = (
        "dispatch_message",
        "dispatch_attachment",
        "delivery_attempt",
        "planning_task",
        "agencies_auditentry",
    )
    with connection.cursor() as cursor:
        texts = []
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg({table}::text, ' '), '') FROM {table}")
            texts.append(cursor.fetchone()[0])
    return " ".join(texts)


def test_no_table_no_export_and_no_page_ever_holds_the_code() -> None:
    agency = make_world()

    execute_tasks(now=DUE)

    message = Message.objects.get()
    assert (message.state, "door opens with" in message.text) == ("queued", True)
    assert CODE not in stored()
    assert CODE not in "".join(export_messages(agency.id))
    assert "opens with ••••." in "".join(export_messages(agency.id))
    shown = message_detail(agency.id, message.id).message
    assert (shown.text, "<b>••••</b>" in shown.html) == ("The door opens with ••••.", True)


def test_the_outbox_never_gets_the_code() -> None:
    make_world()
    execute_tasks(now=DUE)

    fill_outbox(now=DUE)

    assert CODE not in stored()


def test_the_envelope_holds_the_code_and_has_no_copies() -> None:
    line = {"to": "guest", "template": "welcome", "channels": ["email"], "cc": ["office@example.com"]}
    agency = make_world(notifications=[line])
    connect(agency, "scripted", 1)
    execute_tasks(now=DUE)

    (claimed,) = claim_messages(1, now=DUE, limit=10, lease=timedelta(minutes=1)).messages
    envelope = envelope_of({**claimed, "cc": ["spy@example.com"]}, not_after=0, now=DUE)

    assert CODE.encode() in envelope.content
    assert list(envelope.recipients) == ["guest-b1@example.com"]
    assert Message.objects.get().cc == []
    assert CODE not in stored()


def test_a_code_that_is_gone_does_not_leave() -> None:
    agency = make_world()
    connect(agency, "scripted", 1)
    execute_tasks(now=DUE)
    Property.objects.update(secrets={})

    (claimed,) = claim_messages(1, now=DUE, limit=10, lease=timedelta(minutes=1)).messages

    with pytest.raises(HospesError) as refused:
        envelope_of(claimed, not_after=0, now=DUE)
    assert refused.value.code == "secret_gone"


def test_who_has_not_paid_gets_no_code_until_the_payment_comes() -> None:
    agency = make_world(make_facts(total=Decimal(100)))

    execute_tasks(now=DUE)
    task = Task.objects.get()
    assert (task.state, task.reason, Message.objects.values("id").count()) == ("held", "secret_not_due", 0)
    assert execute_tasks(now=DUE + timedelta(minutes=1)).tasks == 0

    paid = make_facts(total=Decimal(100), paid=Decimal(100), version_at=DUE)
    take_in_bookings(agency.id, [paid], now=DUE + timedelta(hours=1), origin=Origin.LIVE)
    assert execute_tasks(now=DUE + timedelta(hours=1)).messages == 1


def test_an_agency_may_tell_the_code_before_it_is_paid() -> None:
    make_world(make_facts(total=Decimal(100)))
    Agency.objects.update(secrets_need_payment=False)

    assert execute_tasks(now=DUE).messages == 1


def test_a_code_waits_until_a_week_before_the_arrival() -> None:
    make_world(trigger={"anchor": "arrival", "offset": -30, "unit": "days", "at": "15:00"})

    execute_tasks(now=datetime(2026, 5, 13, 13, 0, tzinfo=UTC))

    task = Task.objects.get()
    opens = datetime(2026, 6, 5, 13, 0, tzinfo=UTC)  # a week before check-in at 15:00 in Madrid
    assert (task.state, task.due_at) == ("planned", opens)
    assert execute_tasks(now=opens - timedelta(seconds=1)).tasks == 0
    assert execute_tasks(now=opens).messages == 1


def test_a_code_that_waits_goes_sooner_when_the_booking_moves_to_an_earlier_day() -> None:
    agency = make_world(trigger={"anchor": "booked", "offset": 0, "unit": "days"})
    execute_tasks(now=NOW + timedelta(minutes=5))
    assert Task.objects.get().due_at == datetime(2026, 6, 5, 13, 0, tzinfo=UTC)
    moved = NOW + timedelta(days=1)

    arrival = NOW.date() + timedelta(days=3)
    facts = make_facts(version_at=moved, arrival=arrival, departure=arrival + timedelta(days=2))
    take_in_bookings(agency.id, [facts], now=moved, origin=Origin.LIVE)

    assert execute_tasks(now=moved + timedelta(minutes=5)).messages == 1


def test_nobody_gets_the_code_after_the_departure() -> None:
    make_world(trigger={"anchor": "departure", "offset": 1, "unit": "days", "at": "15:00"})

    execute_tasks(now=datetime(2026, 6, 20, 13, 0, tzinfo=UTC))

    assert Task.objects.values_list("state", "reason").get() == ("held", "secret_not_due")
    assert execute_tasks(now=datetime(2026, 6, 20, 14, 0, tzinfo=UTC)).tasks == 0


def test_a_message_with_a_code_dies_with_the_stay() -> None:
    make_world(trigger={"anchor": "departure", "offset": 0, "unit": "days", "at": "09:00"})

    execute_tasks(now=datetime(2026, 6, 19, 7, 0, tzinfo=UTC))

    assert Message.objects.get().deadline == datetime(2026, 6, 19, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("owner", ("suppressed", "secret_role")),
        ({"email": "office@example.com"}, ("suppressed", "secret_role")),
        ("client", ("queued", "")),
    ],
)
def test_only_the_guest_gets_the_code_and_who_booked_when_that_is_the_guest(
    to: object, expected: tuple[str, str]
) -> None:
    make_world(notifications=[{"to": to, "template": "welcome", "channels": ["email"]}])

    execute_tasks(now=DUE)

    assert Message.objects.values_list("state", "reason").get() == expected


def test_cancelling_recalls_a_code_whatever_the_solution_wants() -> None:
    agency = make_world(conditions={"statuses": ["confirmed", "cancelled"]})
    execute_tasks(now=DUE)

    cancelled = make_facts(status="cancelled", version_at=DUE)
    take_in_bookings(agency.id, [cancelled], now=DUE + timedelta(minutes=1), origin=Origin.LIVE)

    assert Message.objects.values_list("state", "reason").get() == ("cancelled", "booking_ended")


def test_what_was_said_is_remembered_without_the_code() -> None:
    make_world()
    execute_tasks(now=DUE)

    quoted = Message.objects.get().quoted
    assert quoted is not None
    assert list(quoted) == ["property.secrets.door"]
    assert CODE not in quoted["property.secrets.door"]


def test_the_parts_of_an_sms_are_counted_with_the_code() -> None:
    agency = make_sender()
    make_template(agency, en={"sms": "{{ booking.secrets.key }}" + "x" * 155})
    make_solution(
        agency, notifications=[{"to": "guest", "template": "welcome", "channels": ["sms"]}], kind="service"
    )
    agency.is_sandbox = True
    agency.save()
    guest = make_facts().guest.__class__(name="Anna Keller", phone="+34600000001", language="en")
    take_in_bookings(agency.id, [make_facts(guest=guest)], now=NOW, origin=Origin.LIVE)
    Booking.objects.update(secrets={"key": "123456"})

    execute_tasks(now=DUE)

    assert measure("123456" + "x" * 155).count == 2
    assert Message.objects.get().parts == 2
