from datetime import date
from decimal import Decimal

import pytest

from tests.reference.examples import facts, received
from tests.reference.words import fill_in, written_date, written_money
from tests.reference.world import Person


def test_fields_are_filled_in() -> None:
    seen = received(facts(people={"guest": Person("ana@example.com", name="Ana")}))
    source = "{{ guest.name }}: {{booking.nights}} nights from {{ booking.arrival }}, {{ property.check_in }}"
    assert fill_in(source, seen, "en") == "Ana: 3 nights from 10 June 2026, 15:00"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "1 March 2016"), ("de", "1. März 2016"), ("es", "1 de marzo de 2016")]
)
def test_a_date_is_written_in_the_language(language: str, expected: str) -> None:
    assert written_date(date(2016, 3, 1), language) == expected


@pytest.mark.parametrize(
    ("amount", "language", "expected"),
    [
        ("0", "en", "€0.00"),
        ("1234.5", "en", "€1,234.50"),
        ("1234.5", "de", "1.234,50\N{NO-BREAK SPACE}€"),
        ("1234.5", "es", "1.234,50\N{NO-BREAK SPACE}€"),
        ("12345.67", "es", "12.345,67\N{NO-BREAK SPACE}€"),
    ],
)
def test_money_is_written_in_the_language(amount: str, language: str, expected: str) -> None:
    assert written_money(Decimal(amount), language) == expected
