"""Moving by hand (S12)."""

from datetime import UTC, date, datetime

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Event
from hospes.bookings.move_bookings import Dates, move_booking
from hospes.kit.errors import NotFound, Refused, UnreadableBooking
from tests.bookings.receiving import later, receive_one, received_id, stored
from tests.making import make_facts

NEW = Dates(date(2026, 7, 1), date(2026, 7, 4))


def test_s12_a_move_changes_the_dates_and_records_both(agency: Agency) -> None:
    booking = received_id(agency)
    moved = move_booking(agency.id, booking, NEW, now=later(5))
    assert (moved.outcome, moved.kinds) == ("changed", ("moved",))
    assert (stored(booking).arrival, stored(booking).departure) == (date(2026, 7, 1), date(2026, 7, 4))
    event = Event.objects.get(kind="moved")
    assert (event.at, event.details["old_arrival"], event.details["new_arrival"]) == (
        later(5),
        "2026-06-12",
        "2026-07-01",
    )


def test_the_same_dates_again_are_no_move(agency: Agency) -> None:
    booking = received_id(agency)
    move_booking(agency.id, booking, NEW, now=later(5))
    assert move_booking(agency.id, booking, NEW, now=later(6)).outcome == "unchanged"
    assert Event.objects.filter(kind="moved").count() == 1


def test_an_appointment_moves_by_its_own_times(agency: Agency) -> None:
    booking = received_id(agency)
    times = Dates(
        NEW.arrival, NEW.arrival, datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC)
    )
    move_booking(agency.id, booking, times, now=later(5))
    assert stored(booking).starts_at == datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_older_facts_of_the_source_do_not_undo_a_move(agency: Agency) -> None:
    booking = received_id(agency)
    move_booking(agency.id, booking, NEW, now=later(5))
    assert receive_one(agency, make_facts(version_at=later(4)), now=later(6)).outcome == "stale"


def test_a_move_that_ends_before_it_begins_is_refused(agency: Agency) -> None:
    booking = received_id(agency)
    with pytest.raises(UnreadableBooking, match="before the arrival"):
        move_booking(agency.id, booking, Dates(date(2026, 7, 4), date(2026, 7, 1)), now=later(5))
    assert stored(booking).arrival == date(2026, 6, 12)


@pytest.mark.parametrize("status", ["cancelled", "rejected", "no_show"])
def test_a_booking_that_is_gone_does_not_move(agency: Agency, status: str) -> None:
    booking = received_id(agency, status=status)
    with pytest.raises(Refused, match="reinstate it before"):
        move_booking(agency.id, booking, NEW, now=later(5))


def test_another_agencys_booking_is_not_found(agency: Agency) -> None:
    with pytest.raises(NotFound, match="no such booking"):
        move_booking(agency.id + 1, received_id(agency), NEW, now=later(5))
