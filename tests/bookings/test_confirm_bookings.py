"""Confirming by hand."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.confirm_bookings import confirm_booking
from hospes.bookings.models import Event
from hospes.bookings.reinstate_bookings import reinstate_booking
from hospes.kit.errors import NotFound, Refused
from tests.bookings.receiving import events, later, received_id, stored


@pytest.mark.parametrize("status", ["pending", "inquiry"])
def test_an_open_booking_is_confirmed_with_one_event(agency: Agency, status: str) -> None:
    booking = received_id(agency, status=status)
    confirmed = confirm_booking(agency.id, booking, now=later(5), by="agency")
    assert (confirmed.outcome, confirmed.kinds) == ("changed", ("confirmed",))
    assert (stored(booking).status, stored(booking).status_at) == ("confirmed", later(5))
    assert Event.objects.get(kind="confirmed").details == {"by": "agency"}


def test_confirming_twice_changes_nothing(agency: Agency) -> None:
    booking = received_id(agency, status="pending")
    confirm_booking(agency.id, booking, now=later(5))
    assert confirm_booking(agency.id, booking, now=later(6)).outcome == "unchanged"
    assert [kind for kind, *_ in events()] == ["booked", "pending", "confirmed"]


@pytest.mark.parametrize("status", ["cancelled", "rejected", "completed", "no_show"])
def test_a_booking_that_has_ended_is_not_confirmed(agency: Agency, status: str) -> None:
    with pytest.raises(Refused, match="only a pending one or an inquiry"):
        confirm_booking(agency.id, received_id(agency, status=status), now=later(5))


def test_s14_a_booking_that_comes_back_is_reinstated_and_not_confirmed_again(agency: Agency) -> None:
    booking = received_id(agency, status="cancelled")
    reinstate_booking(agency.id, booking, now=later(5), by="agency")
    assert confirm_booking(agency.id, booking, now=later(6)).kinds == ()
    assert [kind for kind, *_ in events()] == ["booked", "cancelled", "reinstated"]


def test_another_agencys_booking_is_not_confirmed(agency: Agency) -> None:
    with pytest.raises(NotFound, match="no such booking"):
        confirm_booking(agency.id + 1, received_id(agency, status="pending"), now=later(5))
