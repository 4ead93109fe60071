"""A message that has not left yet is recalled when its booking ends (S13)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from hospes.bookings.facts import BookingFacts, Origin
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.mark_messages import mark_messages
from hospes.dispatch.models import Message
from hospes.engine.take_in_bookings import take_in_bookings
from tests.making import make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
LATER = DUE + timedelta(hours=1)


def queue_one() -> tuple[int, BookingFacts]:
    """An agency with one message that waits to leave, and the facts of its booking."""
    agency, facts = make_agency(), make_facts()
    make_template(agency)
    make_solution(agency)
    take_in_bookings(agency.pk, [facts], now=facts.booked_at, origin=Origin.LIVE)
    assert execute_tasks(now=DUE).messages == 1
    return agency.pk, facts


def test_cancelling_the_booking_recalls_what_waits_for_a_mail_server() -> None:
    agency_id, facts = queue_one()

    take_in_bookings(agency_id, [replace(facts, status="cancelled")], now=LATER, origin=Origin.LIVE)

    message = Message.objects.get()
    assert (message.state, message.reason) == ("cancelled", "booking_ended")


def test_a_worker_that_holds_it_cannot_set_the_marker_any_more() -> None:
    agency_id, facts = queue_one()
    token = uuid4()
    Message.objects.update(token=token, lease_until=LATER + timedelta(hours=1))

    take_in_bookings(agency_id, [replace(facts, status="cancelled")], now=LATER, origin=Origin.LIVE)

    ids = [Message.objects.get().pk]
    lease = timedelta(minutes=1)
    assert mark_messages(token, ids, over=(1, "smtp"), now=LATER, lease=lease) == {}


def test_a_booking_that_changes_otherwise_keeps_its_message() -> None:
    agency_id, facts = queue_one()

    take_in_bookings(agency_id, [replace(facts, notes="Late arrival")], now=LATER, origin=Origin.LIVE)

    assert Message.objects.get().state == "queued"


def test_what_has_left_is_not_touched() -> None:
    agency_id, facts = queue_one()
    Message.objects.update(state="sent", sent_at=DUE)

    take_in_bookings(agency_id, [replace(facts, status="cancelled")], now=LATER, origin=Origin.LIVE)

    assert Message.objects.get().state == "sent"
