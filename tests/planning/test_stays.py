"""`stay_of`: touching bookings of one guest in one property are one stay (S35)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.bookings.receive_bookings import receive_bookings
from hospes.planning.stays import stay_of
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db

ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", language="en")


def stay(reference: str, arrival: int, departure: int, **changes: Any) -> BookingFacts:
    days = {"arrival": date(2026, 6, arrival), "departure": date(2026, 6, departure)}
    return make_facts(reference, **days, **{"guest": ANNA, **changes})


def stays(*facts: BookingFacts, asked: str = "", agency: Agency | None = None) -> dict[str, str]:
    """Reference → reference of the first booking of its stay."""
    agency = agency or make_agency()
    received = receive_bookings(agency.pk, facts, now=NOW, origin=Origin.LIVE)
    names = {one.booking_id: one.reference for one in received}
    ids = [pk for pk, name in names.items() if pk and (not asked or name == asked)]
    return {names[pk]: names[first] for pk, first in stay_of([agency.pk], ids).items()}


def test_S35_touching_bookings_of_one_guest_in_one_property_are_one_stay() -> None:
    found = stays(stay("B1", 1, 5), stay("B2", 5, 9), stay("B3", 9, 12), stay("B4", 13, 15))
    assert found == {"B1": "B1", "B2": "B1", "B3": "B1", "B4": "B4"}


def test_S35_asking_for_one_booking_names_the_others_of_its_stay() -> None:
    found = stays(stay("B1", 1, 5), stay("B2", 5, 9), stay("B3", 9, 12), asked="B2")
    assert found == {"B1": "B1", "B2": "B1", "B3": "B1"}


def test_S35_the_same_address_is_the_same_guest() -> None:
    husband = PersonFacts(name="Karl Keller", email="anna@example.com")
    assert stays(stay("B1", 1, 5), stay("B2", 5, 9, guest=husband))["B2"] == "B1"


@pytest.mark.parametrize(
    "other",
    [
        {"guest": PersonFacts(name="Bo", email="bo@example.com")},
        {"property": "Casa Sol"},
        {"status": "cancelled"},
        {"status": "inquiry"},
    ],
)
def test_S35_another_guest_another_property_or_a_booking_that_is_off_is_another_stay(
    other: dict[str, Any],
) -> None:
    assert stays(stay("B1", 1, 5), stay("B2", 5, 9, **other))["B2"] == "B2"


def test_S35_guests_without_an_address_are_not_taken_for_one() -> None:
    nobody = PersonFacts(name="Anna Keller")
    assert stays(stay("B1", 1, 5, guest=nobody), stay("B2", 5, 9, guest=nobody))["B2"] == "B2"


def test_S35_appointments_on_one_day_are_not_stitched() -> None:
    assert stays(stay("B1", 5, 5), stay("B2", 5, 5)) == {"B1": "B1", "B2": "B2"}


def test_S35_an_agency_can_switch_it_off() -> None:
    agency = make_agency()
    Agency.objects.filter(pk=agency.pk).update(stitches_stays=False)
    assert stays(stay("B1", 1, 5), stay("B2", 5, 9), agency=agency)["B2"] == "B2"
