"""Stays that touch are planned together, so a change of one names the other (S35)."""

from datetime import date, timedelta

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.move_bookings import Dates, move_booking
from tests.bookings.receiving import later, receive_one, received_id
from tests.making import make_facts

WEEK = timedelta(days=7)
START = date(2026, 6, 12)
EVA = PersonFacts(name="Eva Nova", email="eva@example.com")
ADAM = PersonFacts(name="Adam Nova", email="eva@example.com")
JO = PersonFacts(name="Jo", email="jo@example.com")


def three_weeks(agency: Agency) -> list[int]:
    """Three touching stays: Eva's first and second, the third on the same address in another name."""
    guests = (EVA, EVA, ADAM)
    return [
        received_id(
            agency,
            f"B{week + 1}",
            guest=guest,
            arrival=START + week * WEEK,
            departure=START + (week + 1) * WEEK,
        )
        for week, guest in enumerate(guests)
    ]


def test_s35_a_move_by_hand_names_the_neighbours_on_both_sides(agency: Agency) -> None:
    first, middle, last = three_weeks(agency)
    dates = Dates(START + timedelta(days=90), START + timedelta(days=97))
    assert move_booking(agency.id, middle, dates, now=later(5)).relatives == (first, last)


def test_s35_a_move_by_the_source_names_the_neighbours_it_leaves_and_meets(agency: Agency) -> None:
    first, _, last = three_weeks(agency)
    moved = make_facts("B2", guest=EVA, arrival=START + 3 * WEEK, departure=START + 4 * WEEK)
    assert receive_one(agency, moved, now=later(5)).relatives == (first, last)


def test_s35_a_stay_that_gets_another_guest_names_the_stays_it_touched(agency: Agency) -> None:
    first, _, last = three_weeks(agency)
    changed = make_facts("B2", guest=JO, arrival=START + WEEK, departure=START + 2 * WEEK)
    assert receive_one(agency, changed, now=later(5)).relatives == (first, last)


def test_s35_a_stay_that_goes_to_another_property_names_the_stays_it_touched(agency: Agency) -> None:
    first, _, last = three_weeks(agency)
    changed = make_facts("B2", guest=EVA, property="South", arrival=START + WEEK, departure=START + 2 * WEEK)
    assert receive_one(agency, changed, now=later(5)).relatives == (first, last)


def test_guests_without_an_address_have_no_relatives(agency: Agency) -> None:
    nobody = PersonFacts(name="Eva Nova")
    received_id(agency, "B1", guest=nobody)
    booking = received_id(agency, "B2", guest=nobody)
    assert move_booking(agency.id, booking, Dates(START, START + WEEK * 2), now=later(5)).relatives == ()
