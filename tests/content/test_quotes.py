from datetime import date
from decimal import Decimal

from hospes.content.quotes import quoted_values
from hospes.content.secrets import digest, secrets_at
from hospes.content.values import values_for
from hospes.content.words import Words
from tests.content.test_values import BOOKING, NOW, ROWS

WORDS = Words(
    language="en",
    subject="{{ booking.arrival | date: 'short' }}",
    text="{{ guest.name }} pays {{ booking.balance }}, {{ property.texts.bus }}, {{ property.secrets.door }}",
    sms="{{ property.check_in }}",
)


def test_what_the_words_said_is_remembered_as_said_and_a_secret_as_a_digest() -> None:
    place = {**(ROWS["property"] or {}), "texts": {"bus": "Line 4"}, "secrets": {"door": "4711"}}
    rows = {**ROWS, "property": place}
    values = values_for(rows, now=NOW)

    assert quoted_values(WORDS, "email", values, secrets=secrets_at(rows)) == {
        "booking.arrival": "12 June 2026",
        "booking.balance": "€630.00",
        "property.secrets.door": digest("4711"),
        "property.texts.bus": "Line 4",
    }
    assert quoted_values(WORDS, "sms", values, secrets={}) == {"property.check_in": "16:00"}


def test_words_that_quote_nothing_remember_nothing() -> None:
    words = Words(language="en", text="Dear {{ guest.name }}")
    assert quoted_values(words, "email", values_for(ROWS, now=NOW), secrets={}) is None


def test_a_fact_that_changes_changes_what_is_said() -> None:
    later = {**ROWS, "booking": {**BOOKING, "arrival": date(2026, 6, 13), "paid": Decimal("210.00")}}
    first, second = (
        quoted_values(WORDS, "email", values_for(rows, now=NOW), secrets={}) or {} for rows in (ROWS, later)
    )
    assert {name for name in first if first[name] != second[name]} == {"booking.arrival"}
