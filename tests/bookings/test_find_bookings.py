"""Finding a booking by what people know of it."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.find_bookings import find_booking
from hospes.kit.errors import Conflict, NotFound
from tests.bookings.receiving import received_id


def test_a_booking_is_found_by_its_reference(agency: Agency) -> None:
    booking = received_id(agency)
    assert find_booking(agency.id, " B1 ").id == booking


def test_a_reference_of_two_portals_needs_the_portal(agency: Agency) -> None:
    received_id(agency, portal="Web")
    wanted = received_id(agency, portal="Airbnb")
    with pytest.raises(Conflict, match=r"name one of Airbnb, Web\.$"):
        find_booking(agency.id, "B1")
    assert find_booking(agency.id, "B1", portal="Airbnb").id == wanted


def test_what_is_not_there_is_not_found(agency: Agency) -> None:
    with pytest.raises(NotFound, match=r"^There is no booking “B9” on Web: check the reference\.$"):
        find_booking(agency.id, "B9", portal="Web")


def test_another_agencys_booking_is_not_found(agency: Agency) -> None:
    received_id(agency)
    with pytest.raises(NotFound):
        find_booking(agency.id + 1, "B1")
