"""Cancelling by hand (S13)."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.models import Event
from hospes.kit.errors import NotFound, Refused
from tests.bookings.receiving import later, received_id, stored


def test_s13_cancelling_records_when_and_by_whom(agency: Agency) -> None:
    booking = received_id(agency)
    assert cancel_booking(agency.id, booking, now=later(5), by="Guest").kinds == ("cancelled",)
    assert (stored(booking).status, stored(booking).status_at, stored(booking).cancelled_by) == (
        "cancelled",
        later(5),
        "guest",
    )
    event = Event.objects.get(kind="cancelled")
    assert (event.at, event.details) == (later(5), {"by": "guest"})


def test_cancelling_twice_changes_nothing(agency: Agency) -> None:
    booking = received_id(agency)
    cancel_booking(agency.id, booking, now=later(5), by="guest")
    assert cancel_booking(agency.id, booking, now=later(9), by="owner").outcome == "unchanged"
    assert stored(booking).cancelled_by == "guest"


def test_a_rejected_booking_cannot_be_cancelled(agency: Agency) -> None:
    booking = received_id(agency, status="rejected")
    with pytest.raises(Refused, match="nothing to cancel"):
        cancel_booking(agency.id, booking, now=later(5), by="guest")


def test_a_booking_that_is_not_there_is_not_found(agency: Agency) -> None:
    with pytest.raises(NotFound, match="by its reference"):
        cancel_booking(agency.id, 987_654_321, now=later(5), by="guest")


@pytest.mark.parametrize(
    ("by", "side"),
    [("guest", "guest"), ("Client", "guest"), ("owner", "agency"), ("agent", "portal"), ("portal", "portal")],
)
def test_s13_the_event_says_on_whose_side_it_was_cancelled(agency: Agency, by: str, side: str) -> None:
    cancel_booking(agency.id, received_id(agency), now=later(5), by=by)
    assert Event.objects.get(kind="cancelled").details == {"by": side}
