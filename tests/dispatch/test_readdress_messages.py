"""What could not be delivered goes again when the person's address changes, until the deadline (S26)."""

from datetime import date, datetime, timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.models import Booking
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.dispatch.readdress_messages import readdress_messages
from hospes.engine.take_in_bookings import take_in_bookings
from tests.dispatch.worlds import DUE, PHONE, fail, make_chained, make_channels
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def make_world(address: str) -> Agency:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    write(agency, address, now=NOW)
    execute_tasks(now=DUE)
    return agency


def write(agency: Agency, address: str, *, now: datetime) -> None:
    """The booking comes with this address of its guest."""
    guest = PersonFacts(name="Anna Keller", email=address, language="en")
    take_in_bookings(agency.id, [make_facts(guest=guest, version_at=now)], now=now, origin=Origin.LIVE)


def said() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("to_address", "state"))


def test_a_guest_who_had_no_address_is_written_to_when_one_comes() -> None:
    agency = make_world("")

    write(agency, "anna@example.com", now=DUE + HOUR)

    assert said() == [("", "undeliverable"), ("anna@example.com", "queued")]


def test_a_mailbox_that_refused_is_replaced_by_the_new_address() -> None:
    agency = make_world("typo@example.com")
    fail(Message.objects.get(), now=DUE)

    write(agency, "anna@example.com", now=DUE + HOUR)

    assert said() == [("typo@example.com", "undeliverable"), ("anna@example.com", "queued")]


def test_the_same_address_again_is_not_tried_again() -> None:
    agency = make_world("typo@example.com")
    fail(Message.objects.get(), now=DUE)

    write(agency, "Typo@example.com", now=DUE + HOUR)

    assert len(said()) == 1


def test_who_got_the_message_gets_no_second_one_at_a_new_address() -> None:
    agency = make_world("anna@example.com")

    write(agency, "other@example.com", now=DUE + HOUR)

    assert said() == [("anna@example.com", "queued")]


def test_after_the_deadline_a_new_address_comes_too_late() -> None:
    agency = make_world("")

    write(agency, "anna@example.com", now=DUE + 24 * HOUR)

    assert said() == [("", "undeliverable")]


def test_a_new_address_brings_nothing_of_a_booking_that_was_cancelled() -> None:
    agency = make_world("")
    Booking.objects.update(status="cancelled")

    assert readdress_messages(agency.id, [Booking.objects.get().id], now=DUE + HOUR) == 0


def test_a_number_that_comes_with_one_booking_serves_the_others_of_the_guest() -> None:
    agency = make_channels()
    make_chained(agency, channels=["sms"])
    write(agency, "anna@example.com", now=NOW)
    execute_tasks(now=DUE)

    guest = PersonFacts(name="Anna Keller", email="anna@example.com", phone=PHONE, language="en")
    other = make_facts("B2", guest=guest, arrival=date(2026, 8, 1), departure=date(2026, 8, 5))
    take_in_bookings(agency.id, [other], now=DUE + HOUR, origin=Origin.LIVE)

    assert said() == [("", "undeliverable"), (PHONE, "queued")]
