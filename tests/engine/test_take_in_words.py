"""A stop word works at once: also on what waits to leave already (S25, B10)."""

from datetime import UTC, datetime, timedelta

import pytest

from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.models import Person
from hospes.bookings.record_consents import ConsentFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.engine.take_in_words import take_in_consents, take_in_words
from tests.dispatch.worlds import make_channels
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
    return Message.objects.exclude(task=None).values_list("state", "reason").get()


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


def answers() -> list[tuple[str, str, str, int]]:
    rows = Message.objects.filter(task=None).order_by("id")
    return list(rows.values_list("channel", "to_address", "text", "lane"))


def make_guest(language: str) -> int:
    agency = make_channels()
    guest = PersonFacts(name="Anna Keller", phone=PHONE, language=language)
    take_in_bookings(agency.pk, [make_facts(guest=guest)], now=NOW, origin=Origin.LIVE)
    return agency.pk


def test_b10_who_stops_messages_is_told_once_on_the_same_channel_before_everything_else() -> None:
    agency = make_guest("de")
    told = [take_in_words(agency, PHONE, "STOP", now=DUE)[1].answered for _ in range(2)]
    text = (
        "Costa Blava: Wir schreiben Ihnen hier nicht mehr, außer was Ihre Buchung unbedingt braucht."
        " Möchten Sie wieder Nachrichten, antworten Sie START."
    )
    assert (told, answers()) == ([1, 0], [("sms", PHONE, text, 0)])
    assert Message.objects.values_list("kind", "state", "parts").get() == ("transactional", "queued", 1)


def test_b10_who_wants_messages_again_is_told_so() -> None:
    agency = make_guest("sk")
    take_in_words(agency, PHONE, "STOP", now=DUE)
    take_in_words(agency, PHONE, "START", now=DUE + timedelta(minutes=5))
    assert [text for _, _, text, _ in answers()] == [
        "Costa Blava: Uz vam sem nebudeme pisat, okrem toho, co je pre vasu rezervaciu nevyhnutné."
        " Ak chcete spravy znova, odpovedzte START.",
        "Costa Blava: Nase spravy o vasom pobyte sem budu opät chodit. Ak ich nechcete, odpovedzte STOP.",
    ]


def test_b10_where_the_channel_has_no_connection_the_word_counts_all_the_same() -> None:
    agency = make_agency()
    take_in_bookings(agency.pk, [make_facts(guest=ANNA)], now=NOW, origin=Origin.LIVE)
    taken, heeded = take_in_words(agency.pk, PHONE, "STOP", now=DUE)
    assert (len(taken.changed), heeded.answered, answers()) == (1, 0, [])
