"""B10: opting out.

By address, channel and class; at once for what is planned; with proof; transactional survives. What people
suffered from: "STOP" and "STOP 12345" that meant different things (medic/cht-core #476), a block at the
provider of which nobody knew (episphere/connect #913), a number that a family shares (carlos-emr/carlos
#3842), consent that nobody could prove (bloom-housing/bloom #6608), a confirmation that its own opt-out
blocked (SparkDevNetwork/Rock #7049), and lists that went on (calcom/cal.diy #20769, #22100; mautic/mautic
#15995, #6405).
"""

from datetime import timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import ConsentRecord, Person
from hospes.bookings.record_consents import ConsentFacts
from hospes.dispatch.models import Message
from hospes.engine.take_in_words import take_in_consents, take_in_words
from tests.peers.worlds import BOOKED, DAY_BEFORE, PHONE, House, ends, madrid, rule, subjects

pytestmark = pytest.mark.django_db
SMS = [{"to": "guest", "template": "By SMS", "channels": ["sms"]}]
STOPPED = madrid(6, 1, 10)


def by_sms(kind: str) -> dict[str, object]:
    return {**rule("By SMS", trigger=DAY_BEFORE, kind=kind), "notifications": SMS}


@pytest.mark.parametrize("text", ["STOP", "stop.", "Stop 12345", "BAJA"])
def test_a_stop_word_ends_what_is_planned_at_once(text: str) -> None:
    # cht-core #476: with a number behind it the word was taken for something else.
    house = House()
    house.solve(by_sms("service"))
    house.book()

    take_in_words(house.agency.pk, PHONE, text, now=STOPPED)

    assert ends() == {("B1", "By SMS"): ("withdrawn", "opted_out")}
    house.passes(madrid(6, 30))
    assert subjects() == []


def test_a_stop_counts_for_everybody_who_shares_the_number_and_a_start_brings_no_advertising() -> None:
    # carlos #3842: nobody may be opted in because somebody else has the same number.
    house = House()
    house.solve(by_sms("marketing"))
    for reference, name in (("B1", "Anna Keller"), ("B2", "Bert Keller")):
        house.book(reference, guest=PersonFacts(name=name, phone=PHONE, language="en"))

    take_in_words(house.agency.pk, PHONE, "STOP", now=STOPPED)
    take_in_words(house.agency.pk, PHONE, "START", now=STOPPED + timedelta(days=1))
    house.passes(madrid(6, 30))

    assert subjects() == []


def test_what_the_stay_needs_survives_a_stop() -> None:
    house = House()
    house.solve(by_sms("transactional"))
    house.book()

    take_in_words(house.agency.pk, PHONE, "STOP", now=STOPPED)
    house.passes(madrid(6, 30))

    assert subjects()[1:] == ["Dear Anna"]


def test_a_stop_by_sms_leaves_the_mail_alone() -> None:
    house = House()
    house.solve(by_sms("service"), rule("By mail", trigger=DAY_BEFORE, kind="service"))
    house.book()

    take_in_words(house.agency.pk, PHONE, "STOP", now=STOPPED)
    house.passes(madrid(6, 30))

    assert subjects()[1:] == ["By mail"]


def test_a_stop_may_be_confirmed_once_although_it_stops_everything() -> None:
    # Rock #7049: the answer "you are unsubscribed" was blocked by the opt-out itself.
    house = House()
    house.book()

    first, heeded = take_in_words(house.agency.pk, PHONE, "STOP", now=STOPPED)
    again, _ = take_in_words(house.agency.pk, PHONE, "STOP", now=STOPPED + timedelta(minutes=1))

    assert (first.may_confirm, again.may_confirm) == (True, False)
    assert (heeded.answered, Message.objects.get().kind) == (1, "transactional")


def test_consent_is_kept_with_its_time_its_source_and_the_text_that_was_read() -> None:
    # bloom #6608: one had to prove it, and had kept a tick.
    house = House()
    house.book()
    anna = Person.objects.get(name="Anna Keller")

    yes = ConsentFacts(anna.id, "email", "marketing", True, STOPPED, "page", text_version="2026-05")
    take_in_consents(house.agency.pk, [yes], now=STOPPED)

    kept = ConsentRecord.objects.values_list("is_allowed", "at", "source", "text_version").get()
    assert kept == (True, STOPPED, "page", "2026-05")


def test_advertising_needs_a_yes_and_ends_with_a_no() -> None:
    # cal.diy #20769 and #22100, mautic #15995 and #6405.
    house = House()
    house.solve(
        rule("Offer", trigger=DAY_BEFORE, kind="marketing"),
        rule("Confirmation", trigger=BOOKED),
    )
    for reference in ("Never asked", "Yes", "Yes, then no"):
        guest = PersonFacts(name=reference, email=f"{len(reference)}@example.com", language="en")
        house.book(reference, guest=guest)
    for name, is_allowed, day in (("Yes", True, 1), ("Yes, then no", True, 1), ("Yes, then no", False, 2)):
        person, at = Person.objects.get(name=name), madrid(6, day)
        consent = ConsentFacts(person.id, "email", "marketing", is_allowed, at, "page")
        take_in_consents(house.agency.pk, [consent], now=at)
    house.passes(madrid(6, 30))

    assert sorted(subjects()) == ["Confirmation"] * 3 + ["Offer"]
    assert ends()["Yes, then no", "Offer"] == ("withdrawn", "opted_out")
