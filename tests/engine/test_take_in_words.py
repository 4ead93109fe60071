"""A stop word works at once: also on what waits to leave already (S25, B10)."""

from datetime import UTC, datetime

import pytest

from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.models import Person
from hospes.bookings.record_consents import ConsentFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.engine.take_in_words import take_in_consents, take_in_words
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
PHONE = "+34600000001"
ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", phone=PHONE, language="en")


def queue_one(kind: str) -> int:
    """An agency with one e-mail of a kind that waits to leave."""
    agency = make_agency()
    make_template(agency)
    make_solution(agency, kind=kind)
    take_in_bookings(agency.pk, [make_facts(guest=ANNA)], now=NOW, origin=Origin.LIVE)
    assert execute_tasks(now=DUE).messages == 1
    return agency.pk


def message() -> tuple[str, str]:
    return Message.objects.values_list("state", "reason").get()


def test_b10_what_waits_to_leave_on_that_channel_is_suppressed() -> None:
    agency = queue_one("service")
    taken, heeded = take_in_words(agency, "anna@example.com", "STOP", now=DUE, channel="email")
    assert (taken.may_confirm, heeded.recalled, message()) == (True, 1, ("suppressed", "opted_out"))


def test_b10_transactional_messages_survive_an_opt_out() -> None:
    agency = queue_one("transactional")
    _, heeded = take_in_words(agency, "anna@example.com", "STOP", now=DUE, channel="email")
    assert (heeded.recalled, message()) == (0, ("queued", ""))


def test_a_stop_by_sms_leaves_email_alone() -> None:
    agency = queue_one("service")
    _, heeded = take_in_words(agency, PHONE, "STOP", now=DUE)
    assert (len(heeded.changed), heeded.recalled, message()) == (1, 0, ("queued", ""))


def test_a_message_for_people_changes_nothing() -> None:
    agency = queue_one("service")
    taken, heeded = take_in_words(agency, PHONE, "Can you stop by at five?", now=DUE)
    assert (taken.word, heeded.changed) == (None, ())


def test_a_refusal_from_a_page_recalls_too() -> None:
    agency = queue_one("service")
    refusal = ConsentFacts(Person.objects.get(name="Anna Keller").id, "email", "service", False, DUE, "page")
    assert take_in_consents(agency, [refusal], now=DUE).recalled == 1
    assert take_in_consents(agency, [refusal], now=DUE).recalled == 0
