"""A payment that is under way (S29)."""

from decimal import Decimal

from hospes.agencies.models import Agency
from hospes.bookings.history import Happening
from hospes.bookings.mark_paying import mark_paying
from hospes.bookings.record_events import record_event
from hospes.bookings.record_payments import PaymentFacts, record_payment
from tests.bookings.receiving import later, receive_one, received_id, stored
from tests.making import NOW, make_facts


def paying(agency: Agency) -> int:
    booking = received_id(agency, total=Decimal(700))
    assert mark_paying(agency.id, booking, is_paying=True, now=later(1)).outcome == "changed"
    return booking


def test_s29_the_first_instant_is_kept_until_it_is_over(agency: Agency) -> None:
    booking = paying(agency)
    assert mark_paying(agency.id, booking, is_paying=True, now=later(2)).outcome == "unchanged"
    assert stored(booking).paying_since == later(1)
    assert mark_paying(agency.id, booking, is_paying=False, now=later(3)).outcome == "changed"
    assert stored(booking).paying_since is None


def test_s29_money_that_came_in_ends_it(agency: Agency) -> None:
    booking = paying(agency)
    record_payment(agency.id, booking, PaymentFacts("P1", Decimal(100), "EUR", NOW), now=later(2))
    assert stored(booking).paying_since is None


def test_s29_money_that_the_source_tells_of_ends_it_too(agency: Agency) -> None:
    booking = paying(agency)
    receive_one(agency, make_facts(total=Decimal(700), notes="x"), now=later(2))
    assert stored(booking).paying_since == later(1)
    receive_one(agency, make_facts(total=Decimal(700), paid=Decimal(700)), now=later(3))
    assert stored(booking).paying_since is None


def test_s29_a_payment_that_failed_ends_it(agency: Agency) -> None:
    booking = paying(agency)
    record_event(agency.id, booking, Happening("payment_failed", NOW, {}), now=later(2))
    assert stored(booking).paying_since is None
