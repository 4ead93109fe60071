"""The map that ships with the project, on the real data where they are at hand."""

import gzip
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.bookings.import_bookings import ImportOptions, import_bookings
from hospes.bookings.models import Booking, Event
from hospes.bookings.receive_bookings import receive_bookings
from hospes.bookings.sources.maps import compile_map, load_map
from hospes.bookings.sources.read_csv import Defaults, open_csv
from tests.making import NOW, make_agency

SHARED = Path(os.environ.get("HOSPES_SHARED") or Path(__file__).parents[4] / "shared")
FILE = SHARED / "data/bookings/hotel_bookings_arrivals_2015-07_to_2016-12.csv.gz"
here = pytest.mark.skipif(not FILE.exists(), reason="the shared real bookings are not here")

HEADER = [
    "hotel", "lead_time", "arrival_date_year", "arrival_date_month", "arrival_date_day_of_month",
    "stays_in_weekend_nights", "stays_in_week_nights", "adults", "children", "babies", "country",
    "market_segment", "deposit_type", "adr", "reservation_status", "reservation_status_date",
]  # fmt: skip
ROW = [
    "City Hotel", "10", "2016", "February", "28", "1", "2", "2", "NA", "1", "AUT", "Online TA", "Non Refund",
    "80.335", "Canceled", "2016-02-20",
]  # fmt: skip


def test_every_column_follows_the_table_of_the_data_set() -> None:
    assert compile_map(load_map("hotel-booking-demand"), HEADER)(ROW, 17) == {
        "reference": "R17",
        "property": "City Hotel",
        "portal": "Online TA",
        "owner_name": "Owner of City Hotel",
        "owner_email": "owner-city@example.com",
        "guest_name": "Guest R17",
        "guest_email": "guest-17@example.com",
        "guest_language": "de",
        "arrival": "2016-02-28",
        "departure": "2016-03-02",
        "booked_at": "2016-02-18T12:00",
        "adults": "2",
        "children": "1",
        "total": "241.00",
        "paid": "241.00",
        "status": "cancelled",
        "status_at": "2016-02-20T12:00",
    }


def first_rows(count: int) -> list[BookingFacts]:
    text, bookings = open_csv(FILE, Defaults("Europe/Lisbon", "EUR"), load_map("hotel-booking-demand"))
    with text:
        return [row.facts for row in islice(bookings.rows(), count) if row.facts]


@here
def test_the_first_real_row_becomes_these_facts() -> None:
    assert first_rows(1) == [
        BookingFacts(
            reference="R1",
            portal="Direct",
            property="Resort Hotel",
            status="completed",
            status_at=datetime(2015, 7, 1, 11, tzinfo=UTC),
            booked_at=datetime(2014, 7, 24, 11, tzinfo=UTC),
            arrival=date(2015, 7, 1),
            departure=date(2015, 7, 1),
            guest=PersonFacts(name="Guest R1", email="guest-1@example.com", language="en"),
            owner=PersonFacts(name="Owner of Resort Hotel", email="owner-resort@example.com"),
            adults=2,
            total=Decimal("0.00"),
            currency="EUR",
        )
    ]


@here
@pytest.mark.django_db
def test_the_first_real_rows_all_go_in(tmp_path: Path) -> None:
    agency: Agency = make_agency("Lisbon", timezone="Europe/Lisbon")
    path = tmp_path / "real.csv"
    path.write_bytes(_head(2000))
    report = import_bookings(
        agency.id,
        path,
        now=NOW,
        take_in=lambda facts: receive_bookings(agency.id, facts, now=NOW, origin=Origin.IMPORT),
        options=ImportOptions(column_map=load_map("hotel-booking-demand"), batch=1000),
    )
    assert (report.rows, report.created, report.refused) == (2000, 2000, 0)
    assert Booking.objects.filter(is_imported=True).count() == 2000
    assert Event.objects.filter(kind="booked").count() == 2000


def _head(rows: int) -> bytes:
    with gzip.open(FILE) as packed:
        return b"".join(islice(packed, rows + 1))
