"""Amounts of money: an exact Decimal with its currency, read from and written for people."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, list_currencies

from hospes.kit.errors import Malformed

LARGEST = Decimal(10) ** 12
"""No booking costs this much; a larger number is a mistake or an attack."""

_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


class Money(Decimal):
    """An amount that knows its currency.

    Compares and calculates as its number, so that words may say `balance > 0`; arithmetic gives a plain
    Decimal. Never a float.

    Attributes:
        currency: ISO 4217 code in capitals, such as "EUR".
    """

    currency: str

    def __new__(cls, amount: Decimal | int | str, currency: str) -> Money:
        """An amount of `currency`; a string must be a plain number."""
        self = super().__new__(cls, amount)
        self.currency = currency
        return self

    def __reduce__(self) -> tuple[type[Money], tuple[str, str]]:  # type: ignore[override]
        return Money, (str(Decimal(self)), self.currency)

    def __copy__(self) -> Money:
        return self

    def __deepcopy__(self, memo: object) -> Money:
        return self

    def __repr__(self) -> str:
        return f"Money('{Decimal(self)}', '{self.currency}')"


def parse_amount(text: str) -> Decimal:
    """Reads an amount written with a dot: "120", "120.5", "-3.00".

    Raises:
        Malformed: anything else; thousands separators and exponents too, for they are read differently
            in different countries.
    """
    cleaned = text.strip()
    if not _AMOUNT.fullmatch(cleaned):
        raise Malformed(f"{text[:40]!r} is not an amount; write it like 1234.50.", value=text[:40])
    return Decimal(cleaned)


def parse_currency(text: str) -> str:
    """Reads an ISO 4217 code in any case and gives it in capitals.

    Raises:
        Malformed: there is no such currency.
    """
    code = text.strip().upper()
    if code not in list_currencies():
        raise Malformed(f"{text[:10]!r} is not a currency; write it like EUR.", value=text[:10])
    return code


def round_money(amount: Decimal, currency: str) -> Money:
    """`amount` rounded half-even to the smallest unit of its currency (2 places for EUR, 0 for JPY)."""
    try:
        return Money(amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency))), currency)
    except InvalidOperation as error:
        raise Malformed("The amount is too large; check the number.", currency=currency) from error


def format_money(money: Money, locale: str, *, by_code: bool = False) -> str:
    """`money` as people who read `locale` write it: "€120.00", "120,00 €", "1 234,50 Kč".

    Args:
        money: an amount; rounded to its currency's smallest unit.
        locale: a locale as Babel names it, such as "en_GB" or "sk".
        by_code: write "CZK" instead of the currency's sign.

    Returns:
        The text; blanks inside are no-break spaces, as the locale has them.
    """
    pattern = _code_pattern(locale) if by_code or _has_no_sign(money.currency, locale) else None
    return format_currency(Decimal(money), money.currency, pattern, locale=locale)


@lru_cache(maxsize=1024)
def _has_no_sign(currency: str, locale: str) -> bool:
    return get_currency_symbol(currency, locale=locale) == currency


@lru_cache(maxsize=256)
def _code_pattern(locale: str) -> str:
    try:
        standard = Locale.parse(locale).currency_formats["standard"].pattern
    except (UnknownLocaleError, ValueError) as error:
        raise Malformed(f"{locale!r} is not a language we can write money in.", locale=locale) from error
    spaced = re.sub(r"¤(?=[#0])", "¤¤\u00a0", standard)
    return spaced if spaced != standard else standard.replace("¤", "¤¤")
