"""A message that fails goes on over the next channel of its chain (S26)."""

from datetime import timedelta
from uuid import UUID

import pytest

from hospes.bookings.models import Booking, Permission
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.delivery.record_receipts import ReceiptFacts, record_receipts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.follow_chains import follow_silent
from hospes.dispatch.models import Message
from tests.dispatch.worlds import DUE, PHONE, fail, hand_over, make_caller, make_chained, make_channels
from tests.making import take_in

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def make_queued() -> Message:
    """An agency with one Viber message that waits to leave; SMS and e-mail would follow."""
    agency = make_channels()
    make_chained(agency, purpose="arrival_info")
    take_in(agency, make_caller())
    execute_tasks(now=DUE)
    return Message.objects.get()


def said() -> list[tuple[str, str, str, str]]:
    return list(Message.objects.order_by("id").values_list("channel", "to_address", "text", "state"))


def test_viber_words_go_with_their_button_and_picture() -> None:
    message = make_queued()

    assert (message.channel, message.text) == ("viber", "By Viber, Anna")
    assert message.payload == {
        "button": {"label": "Map", "url": "https://example.com/B1"},
        "image": "https://example.com/house.jpg",
        "timeout": 60,
    }


def test_a_refused_message_goes_on_over_the_next_channel_in_that_channels_words() -> None:
    message = make_queued()

    fail(message, now=DUE + MINUTE)

    assert said() == [
        ("viber", PHONE, "By Viber, Anna", "undeliverable"),
        ("sms", PHONE, "By SMS, Anna", "queued"),
    ]
    second = Message.objects.get(channel="sms")
    assert (second.task_id, second.notification, second.purpose) == (message.task_id, 0, "arrival_info")
    assert (second.deadline, second.queued_at) == (message.deadline, DUE + MINUTE)


def test_when_every_channel_has_failed_nothing_more_follows() -> None:
    make_queued()

    for channel in ("viber", "sms", "email"):
        fail(Message.objects.get(channel=channel), now=DUE + MINUTE)

    assert [(channel, state) for channel, _, _, state in said()] == [
        ("viber", "undeliverable"),
        ("sms", "undeliverable"),
        ("email", "undeliverable"),
    ]


def test_failing_twice_is_followed_once() -> None:
    message = make_queued()

    fail(message, now=DUE + MINUTE)
    fail(message, now=DUE + 2 * MINUTE)

    assert len(said()) == 2


def test_nothing_follows_at_the_deadline() -> None:
    message = make_queued()
    assert message.deadline is not None

    fail(message, now=message.deadline)

    assert len(said()) == 1


def test_a_receipt_that_says_undelivered_is_followed_too() -> None:
    message = make_queued()
    hand_over(message, at=DUE)
    receipt = ReceiptFacts("e1", "undelivered", DUE, public_id=UUID(str(message.public_id)))

    record_receipts(message.agency_id, "scripted", [receipt], now=DUE + MINUTE)

    assert [(channel, state) for channel, _, _, state in said()] == [
        ("viber", "undelivered"),
        ("sms", "queued"),
    ]


def test_viber_without_a_receipt_within_its_time_is_followed_once_and_stays_sent() -> None:
    hand_over(make_queued(), at=DUE)

    assert follow_silent(now=DUE + 60 * SECOND - SECOND) == 0
    assert follow_silent(now=DUE + 60 * SECOND) == 1
    assert follow_silent(now=DUE + 2 * MINUTE) == 0
    assert [(channel, state) for channel, _, _, state in said()] == [("viber", "sent"), ("sms", "queued")]


def test_viber_that_arrived_is_not_followed() -> None:
    message = make_queued()
    hand_over(message, at=DUE)
    Message.objects.filter(id=message.id).update(state="delivered")

    assert follow_silent(now=DUE + 60 * MINUTE) == 0


def test_a_channel_that_the_person_has_refused_meanwhile_is_passed_over() -> None:
    agency = make_channels()
    make_chained(agency, kind="service")
    take_in(agency, make_caller())
    execute_tasks(now=DUE)
    message = Message.objects.get()
    assert message.person_id is not None
    facts = ConsentFacts(message.person_id, "sms", "service", is_allowed=False, at=DUE, source="page")
    record_consents(agency.id, [facts], now=DUE)
    assert Permission.objects.values("id").count() == 1

    fail(message, now=DUE + MINUTE)

    assert [(channel, state) for channel, _, _, state in said()] == [
        ("viber", "undeliverable"),
        ("email", "queued"),
    ]


def test_nobody_is_told_over_the_next_channel_of_a_booking_that_was_cancelled_meanwhile() -> None:
    message = make_queued()
    Booking.objects.update(status="cancelled")

    fail(message, now=DUE + MINUTE)

    assert said() == [("viber", PHONE, "By Viber, Anna", "undeliverable")]


def test_silence_about_a_booking_that_was_cancelled_is_no_reason_to_write_again() -> None:
    hand_over(make_queued(), at=DUE)
    Booking.objects.update(status="cancelled")

    assert follow_silent(now=DUE + 2 * MINUTE) == 0
