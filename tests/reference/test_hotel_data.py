"""The map of the real bookings, and the acceptance run on a part of them; `python -m` runs the whole."""

import csv
import gzip
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import islice

import pytest

from tests.reference.examples import utc
from tests.reference.hotel_data import AGENCY, FILE, FIRST, LAST, HotelBookings, shared_folder
from tests.reference.run import simulate
from tests.reference.solutions import read_solutions
from tests.reference.world import World

DATA = shared_folder() / FILE
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared real bookings are not here")

HEADER = (
    "hotel,lead_time,arrival_date_year,arrival_date_month,arrival_date_day_of_month,stays_in_weekend_nights,"
    "stays_in_week_nights,adults,children,babies,country,market_segment,deposit_type,adr,reservation_status,"
    "reservation_status_date"
)
ROWS = [
    "City Hotel,7,2015,July,2,2,1,2,NA,1,AUT,Online TA,Non Refund,75.55,Canceled,2015-06-29",
    "Resort Hotel,0,2016,February,29,0,0,1,0,0,PRT,Direct,No Deposit,-6.38,Check-Out,2016-02-29",
    "Resort Hotel,1,2016,March,1,0,1,1,0,0,PRT,Direct,No Deposit,-6.38,Check-Out,2016-03-02",
]


def test_a_row_becomes_a_booking_that_is_confirmed_and_then_takes_its_status() -> None:
    source = HotelBookings()
    city, resort = source.from_rows(csv.DictReader([HEADER, *ROWS]))
    facts, later = (change.facts for change in city.changes)
    assert (facts.status, later.status) == ("confirmed", "cancelled")
    assert (facts.booked_at, city.changes[1].at) == (utc("2015-06-25 11:00"), utc("2015-06-29 11:00"))
    assert (facts.arrival, facts.departure) == (date(2015, 7, 2), date(2015, 7, 5))
    assert (facts.adults, facts.children) == (2, 1)
    assert (facts.total, facts.paid) == (Decimal("226.65"), Decimal("226.65"))
    assert (facts.guest.email, facts.guest.language) == ("guest-1@example.com", "de")
    assert facts.people["owner"].email == "owner-city@example.com"
    assert [change.at for change in resort.changes] == [utc("2016-02-29 12:00")] * 2
    assert source.refused == [3]


# Of the first 4,000 rows, counted by a separate script of thirty lines with naive dates and no rules engine.
FIRST_4000 = {
    "Booking confirmation": 3881,
    "Arrival instructions": 2512,
    "Payment reminder": 2039,
    "Review request": 2392,
    "Owner note": 3881,
}


def test_the_acceptance_run_on_the_first_4000_bookings() -> None:
    source = HotelBookings()
    with gzip.open(DATA, "rt", encoding="utf-8", newline="") as lines:
        bookings = list(source.from_rows(islice(csv.DictReader(lines), 4000)))
    messages = simulate(World(AGENCY, bookings), read_solutions(DATA.parent / "solutions.yaml"), FIRST, LAST)
    assert Counter(m.solution for m in messages) == FIRST_4000
    assert all(m.at >= m.planned_at for m in messages)
