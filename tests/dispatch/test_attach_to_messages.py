"""Files for messages that no task made: written by hand, or a test."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from icalendar import Calendar

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking
from hospes.dispatch.attach_to_messages import attach_to_messages
from hospes.dispatch.models import Attachment, Message
from tests.making import NOW, make_agency, make_facts, take_in

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)


def make_message(agency: Agency, **changes: object) -> Message:
    """A queued e-mail by hand about the agency's only booking."""
    booking = Booking.objects.get()
    given = {
        "agency_id": agency.id,
        "public_id": uuid4(),
        "booking_id": booking.id,
        "person_id": booking.guest_id,
        "role": "guest",
        "to_address": "guest-b1@example.com",
        "channel": "email",
        "kind": "service",
        "language": "en",
        "subject": "Hello",
        "text": "Hello.",
        "state": "queued",
        "queued_at": NOW,
        "send_at": NOW,
        "changed_at": NOW,
        **changes,
    }
    return Message.objects.create(**given)


def make_world() -> Agency:
    agency = make_agency()
    Agency.objects.filter(id=agency.id).update(email="stay@costablava.example")
    take_in(agency, make_facts(total=Decimal(120), currency="CZK"))
    return agency


def test_a_message_by_hand_brings_the_files_that_it_asks_for() -> None:
    message = make_message(make_world())
    left_out = attach_to_messages({(message.agency_id, message.id): ["calendar", "payment_qr"]}, now=LATER)
    assert left_out == {(message.agency_id, message.id): {"payment_qr": "not_euro"}}
    assert list(Attachment.objects.values_list("message_id", "name")) == [(message.id, "booking.ics")]


def test_messages_by_hand_count_versions_too() -> None:
    agency = make_world()
    first = make_message(agency)
    attach_to_messages({(agency.id, first.id): ["calendar"]}, now=LATER)
    Booking.objects.update(status="cancelled")
    second = make_message(agency)
    attach_to_messages({(agency.id, second.id): ["calendar"]}, now=LATER)
    calendars = [Calendar.from_ical(bytes(one.content)) for one in Attachment.objects.order_by("message_id")]
    assert [(one["METHOD"], one.events[0]["SEQUENCE"]) for one in calendars] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
    ]


@pytest.mark.parametrize("changes", [{"channel": "sms"}, {"state": "sent"}, {"booking_id": None}])
def test_what_is_no_waiting_e_mail_about_a_booking_gets_no_file(changes: dict[str, object]) -> None:
    message = make_message(make_world(), **changes)
    assert attach_to_messages({(message.agency_id, message.id): ["calendar"]}, now=LATER) == {}
    assert not Attachment.objects.values("id").exists()


def test_a_message_of_another_agency_is_not_found() -> None:
    message = make_message(make_world())
    other = make_agency("Costa Verde")
    attach_to_messages({(other.id, message.id): ["calendar"]}, now=LATER)
    assert not Attachment.objects.values("id").exists()
