import copy
import pickle
from decimal import Decimal

import pytest

from hospes.kit.errors import Malformed
from hospes.kit.money import Money, format_money, parse_amount, parse_currency, round_money


def test_money_compares_and_counts_as_its_number() -> None:
    money = Money("120.50", "EUR")
    assert money > 0
    assert money == Decimal("120.5")
    assert money * 2 == Decimal("241.00")
    assert repr(money) == "Money('120.50', 'EUR')"


def test_money_keeps_its_currency_when_copied_or_pickled() -> None:
    money = Money("120.50", "EUR")
    for twin in (copy.copy(money), copy.deepcopy(money), pickle.loads(pickle.dumps(money))):
        assert (twin, twin.currency) == (Decimal("120.50"), "EUR")


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_GB", "€1,234.50"),
        ("es", "1.234,50\xa0€"),
        ("sk", "1\xa0234,50\xa0€"),
        ("da", "1.234,50\xa0€"),
        ("de", "1.234,50\xa0€"),
        ("fr", "1\u202f234,50\xa0€"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(locale: str, text: str) -> None:
    assert format_money(Money("1234.5", "EUR"), locale) == text


def test_a_currency_without_a_sign_stands_apart_from_the_number() -> None:
    assert format_money(Money("1234.5", "CZK"), "en_GB") == "CZK\xa01,234.50"
    assert format_money(Money("1234.5", "CZK"), "cs") == "1\xa0234,50\xa0Kč"
    assert format_money(Money("1234.5", "CZK"), "cs", by_code=True) == "1\xa0234,50\xa0CZK"
    assert format_money(Money("1234.5", "JPY"), "en_GB") in {"JP¥1,234", "¥1,234"}


@pytest.mark.parametrize(("text", "amount"), [("120", "120"), (" 120.5 ", "120.5"), ("-3.00", "-3.00")])
def test_an_amount_is_read_with_a_dot(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "1,50", "1.234,50", "1e9", "NaN", "Infinity", "€5", "9" * 16, "١٢"])
def test_an_amount_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match=r"write it like 1234\.50"):
        parse_amount(text)


def test_a_currency_is_a_code() -> None:
    assert parse_currency(" eur ") == "EUR"
    with pytest.raises(Malformed, match="write it like EUR"):
        parse_currency("EURO")


def test_money_is_rounded_to_the_smallest_unit_of_its_currency() -> None:
    assert str(round_money(Decimal("10.005"), "EUR")) == "10.00"
    assert str(round_money(Decimal("10.5"), "JPY")) == "10"
