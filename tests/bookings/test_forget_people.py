"""Forgetting a person: the words go, the history stays."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.forget_people import forget_person
from hospes.bookings.models import Event, Person
from hospes.kit.errors import NotFound
from tests.bookings.receiving import later, receive_one, received_id, stored
from tests.making import NOW, make_facts


def test_everything_that_names_the_person_is_erased_and_the_history_stays(agency: Agency) -> None:
    booking = received_id(agency, notes="Allergic to nuts", custom={"passport": "X1"})
    guest = stored(booking).guest_id
    assert forget_person(agency.id, guest, now=later(5)) == [booking]
    person = Person.objects.get(id=guest)
    assert (person.name, person.email, person.phone, person.address_key, person.language) == ("",) * 5
    assert person.forgotten_at == later(5)
    assert "anna" not in person.key
    assert (stored(booking).notes, stored(booking).custom) == ("", {})
    assert Event.objects.count() == 2


def test_forgetting_twice_keeps_the_first_instant(agency: Agency) -> None:
    guest = stored(received_id(agency)).guest_id
    forget_person(agency.id, guest, now=later(5))
    forget_person(agency.id, guest, now=later(9))
    assert Person.objects.get(id=guest).forgotten_at == later(5)


def test_a_source_that_sends_the_booking_again_does_not_bring_the_person_back(agency: Agency) -> None:
    booking = received_id(agency, notes="Allergic to nuts")
    guest = stored(booking).guest_id
    forget_person(agency.id, guest, now=later(5))
    again = receive_one(agency, make_facts(notes="Allergic to nuts", adults=3), now=later(6))
    assert again.outcome == "changed"
    assert (stored(booking).guest_id, stored(booking).notes, stored(booking).adults) == (guest, "", 3)
    assert not Person.objects.filter(email="guest-b1@example.com").exists()


def test_who_books_again_is_a_new_person(agency: Agency) -> None:
    guest = PersonFacts(name="Anna", email="anna@example.com")
    first = stored(received_id(agency, "B1", guest=guest)).guest_id
    forget_person(agency.id, first, now=later(5))
    assert stored(received_id(agency, "B2", guest=guest)).guest_id != first


def test_another_agencys_person_is_not_found(agency: Agency) -> None:
    guest = stored(received_id(agency)).guest_id
    with pytest.raises(NotFound, match="no such person"):
        forget_person(agency.id + 1, guest, now=NOW)
