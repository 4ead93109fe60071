"""Events that somebody tells us."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.history import Happening
from hospes.bookings.models import Event
from hospes.bookings.record_events import record_event
from hospes.kit.errors import Malformed
from tests.bookings.receiving import later, received_id

REVIEW = Happening("review_received", later(3), {"stars": 5})


def test_s30_a_review_is_recorded_with_its_details(agency: Agency) -> None:
    assert record_event(agency.id, received_id(agency), REVIEW, now=later(5)).kinds == ("review_received",)
    event = Event.objects.get(kind="review_received")
    assert (event.at, event.recorded_at, event.details) == (later(3), later(5), {"stars": 5})


def test_the_same_event_again_is_one(agency: Agency) -> None:
    booking = received_id(agency)
    record_event(agency.id, booking, REVIEW, now=later(5))
    assert record_event(agency.id, booking, REVIEW, now=later(6)).outcome == "unchanged"
    assert Event.objects.filter(kind="review_received").count() == 1


def test_failed_payments_are_counted(agency: Agency) -> None:
    booking = received_id(agency)
    for minute in (1, 2):
        record_event(agency.id, booking, Happening("payment_failed", later(minute), {}), now=later(minute))
    assert list(Event.objects.filter(kind="payment_failed").values_list("ordinal", flat=True)) == [1, 2]


def test_what_follows_from_facts_cannot_be_told(agency: Agency) -> None:
    with pytest.raises(Malformed, match="change the booking instead"):
        record_event(agency.id, received_id(agency), Happening("cancelled", later(3), {}), now=later(5))
