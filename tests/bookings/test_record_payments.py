"""Payments as facts: each once, and the booking knows what is paid."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Event, Payment
from hospes.bookings.record_payments import PaymentFacts, record_payment
from hospes.kit.errors import Conflict, Malformed
from tests.bookings.receiving import later, receive_one, received_id, stored
from tests.making import make_facts

DEPOSIT = PaymentFacts("pay-1", Decimal("40.00"), "EUR", later(3), "card")


def test_a_payment_adds_to_what_is_paid(agency: Agency) -> None:
    booking = received_id(agency, total=Decimal(100), paid=Decimal(10))
    assert record_payment(agency.id, booking, DEPOSIT, now=later(5)).kinds == ("paid",)
    assert stored(booking).paid == Decimal("50.00")
    assert Event.objects.get(kind="paid", ordinal=2).details == {"amount": "40.00", "currency": "EUR"}


def test_the_same_payment_again_counts_once(agency: Agency) -> None:
    booking = received_id(agency)
    record_payment(agency.id, booking, DEPOSIT, now=later(5))
    assert record_payment(agency.id, booking, DEPOSIT, now=later(6)).outcome == "unchanged"
    assert (stored(booking).paid, Payment.objects.count()) == (Decimal("40.00"), 1)


def test_the_same_reference_with_another_amount_is_a_conflict(agency: Agency) -> None:
    booking = received_id(agency)
    record_payment(agency.id, booking, DEPOSIT, now=later(5))
    with pytest.raises(Conflict, match="its own reference"):
        record_payment(agency.id, booking, replace(DEPOSIT, amount=Decimal(41)), now=later(6))


def test_money_back_lowers_what_is_paid_without_an_event(agency: Agency) -> None:
    booking = received_id(agency)
    record_payment(agency.id, booking, DEPOSIT, now=later(5))
    back = replace(DEPOSIT, reference="pay-2", amount=Decimal(-15))
    assert record_payment(agency.id, booking, back, now=later(6)).kinds == ()
    assert stored(booking).paid == Decimal("25.00")


def test_more_cannot_go_back_than_came_in(agency: Agency) -> None:
    with pytest.raises(Conflict, match="paid back"):
        record_payment(agency.id, received_id(agency), replace(DEPOSIT, amount=Decimal(-1)), now=later(5))


def test_a_source_that_does_not_know_the_payment_does_not_take_it_away(agency: Agency) -> None:
    booking = received_id(agency)
    record_payment(agency.id, booking, DEPOSIT, now=later(5))
    receive_one(agency, make_facts(paid=Decimal(0), adults=3), now=later(6))
    assert stored(booking).paid == Decimal("40.00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reference": " "}, "reference"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("NaN")}, "amount"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(
    agency: Agency, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Malformed) as caught:
        record_payment(agency.id, received_id(agency), replace(DEPOSIT, **changes), now=later(5))
    assert caught.value.details["field"] == field
