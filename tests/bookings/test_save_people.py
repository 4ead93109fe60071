"""Who is the same person, and which words win."""

from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Person
from tests.bookings.receiving import later, receive, receive_one, received_id, stored
from tests.making import make_facts


def guest_of(agency: Agency, reference: str, **facts: Any) -> Person:
    booking = received_id(agency, reference, guest=PersonFacts(**facts), owner=None)
    return stored(booking).guest


def test_one_address_and_one_name_are_one_person(agency: Agency) -> None:
    first = guest_of(agency, "B1", name="Zoë  Keller", email="zoe@EXAMPLE.com")
    second = guest_of(agency, "B2", name="zoe keller", email="zoe@example.com ")
    assert (first.id, second.name) == (second.id, "Zoë Keller")


def test_one_address_and_two_names_are_two_people_with_one_address(agency: Agency) -> None:
    first = guest_of(agency, "B1", name="Ann", email="family@example.com")
    second = guest_of(agency, "B2", name="Ben", email="family@example.com")
    assert first.id != second.id
    assert first.address_key == second.address_key == "family@example.com"


def test_without_an_address_a_name_proves_nothing(agency: Agency) -> None:
    first = guest_of(agency, "B1", name="Ann")
    second = guest_of(agency, "B2", name="Ann")
    assert (first.id != second.id, first.address_key) == (True, "")


def test_a_guest_without_anything_is_still_a_person(agency: Agency) -> None:
    assert guest_of(agency, "B1").name == ""


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [("0912 123 456", "SK", "+421912123456"), ("+34 612 345 678", "", "+34612345678"), ("12", "SK", "")],
)
def test_phone_numbers_are_read_in_the_guests_country(
    agency: Agency, written: str, country: str, number: str
) -> None:
    person = guest_of(agency, "B1", name="Ann", phone=written, country=country)
    assert (person.phone, person.raw_phone) == (number, "" if number else written)


def test_an_address_that_cannot_be_used_is_kept_as_written_and_never_sent_to(agency: Agency) -> None:
    person = guest_of(agency, "B1", name="Ann", email="ann@@example")
    assert (person.email, person.raw_email, person.address_key) == ("", "ann@@example", "")


def test_another_booking_fills_what_is_empty_and_replaces_no_address(agency: Agency) -> None:
    guest_of(agency, "B1", name="Ann", email="ann@example.com")
    filled = guest_of(agency, "B2", name="Ann", email="ann@example.com", phone="+34612345678")
    kept = guest_of(agency, "B3", name="Ann", email="ann@example.com", phone="+34698765432")
    assert (filled.phone, kept.phone, filled.id) == ("+34612345678", "+34612345678", kept.id)


def test_the_booking_itself_may_correct_its_guests_number(agency: Agency) -> None:
    guest_of(agency, "B1", name="Ann", email="ann@example.com", phone="+34612345678")
    right = make_facts(
        "B1", owner=None, guest=PersonFacts(name="Ann", email="ann@example.com", phone="+34698765432")
    )
    corrected = receive_one(agency, right, now=later(5))
    assert corrected.outcome == "changed"
    assert Person.objects.get().phone == "+34698765432"


def test_language_and_country_follow_the_newest(agency: Agency) -> None:
    guest_of(agency, "B1", name="Ann", email="ann@example.com", language="en", country="GB")
    newer = guest_of(agency, "B2", name="Ann", email="ann@example.com", language="pt_br")
    assert (newer.language, newer.country) == ("pt-BR", "GB")


def test_a_new_language_of_a_guest_names_their_other_bookings(agency: Agency) -> None:
    ann: dict[str, Any] = {"name": "Ann", "email": "ann@example.com"}
    first = received_id(agency, "B1", guest=PersonFacts(**ann), property="North")
    second = received_id(agency, "B2", guest=PersonFacts(**ann), property="South")
    changed = make_facts("B2", guest=PersonFacts(**ann, language="sk"), property="South")
    received = receive(agency, changed, now=later(5))[0]
    assert (received.booking_id, received.outcome, received.relatives) == (second, "changed", (first,))


def test_a_guest_with_a_corrected_name_is_followed(agency: Agency) -> None:
    guest_of(agency, "B1", name="An", email="ann@example.com")
    assert guest_of(agency, "B1", name="Ann", email="ann@example.com").name == "Ann"
