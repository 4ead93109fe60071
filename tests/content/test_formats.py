"""S24: dates and money in the message's language, times of the stay in the property's zone."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.content.formats import CountryCode, LanguageCode, Manner, locale_of, write, write_date, write_time
from hospes.content.segments import is_gsm
from hospes.kit.money import Money

DAY = date(2026, 6, 12)
INSTANT = datetime(2026, 6, 12, 13, tzinfo=UTC)


def manner(language: str, *, brief: bool = False) -> Manner:
    return Manner(language, "Europe/Madrid", brief=brief)


@pytest.mark.parametrize(
    ("language", "usual", "brief"),
    [
        ("en", "12 June 2026", "12 Jun 2026"),
        ("en-US", "June 12, 2026", "Jun 12, 2026"),
        ("es", "12 de junio de 2026", "12 jun 2026"),
        ("sk", "12. júna 2026", "12. 6. 2026"),
        ("cs", "12. června 2026", "12. 6. 2026"),
        ("da", "12. juni 2026", "12. jun. 2026"),
        ("de", "12. Juni 2026", "12.06.2026"),
        ("de-AT", "12. Juni 2026", "12.06.2026"),
        ("xx", "12 June 2026", "12 Jun 2026"),
    ],
)
def test_s24_a_date_is_written_in_the_language_of_the_message(language: str, usual: str, brief: str) -> None:
    assert write(DAY, manner(language)) == usual
    assert write(DAY, manner(language, brief=True)) == brief


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("short", "12/06/2026"),
        ("full", "Friday, 12 June 2026"),
        ("weekday", "Friday"),
        ("day_month", "12 June"),
        ("%d.%m.%Y", "12.06.2026"),
        ("%A %-d %B, %b %y 100%%", "Friday 12 June, Jun 26 100%"),
        ("%H:%M", "12:00"),
        ("%Q.%", ".%"),
    ],
)
def test_a_date_has_other_forms_by_name_or_pattern(form: str, text: str) -> None:
    assert write_date(DAY, manner("en"), form) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "15:00"), ("en-US", "3:00\u202fPM"), ("es", "15:00"), ("sk", "15:00"), ("ko", "15:00")],
)
def test_a_time_has_24_hours_in_every_language_but_american_english(language: str, text: str) -> None:
    assert write(time(15), manner(language)) == text


def test_an_instant_is_written_in_the_propertys_zone() -> None:
    assert write(INSTANT, manner("en")) == "12 June 2026, 15:00"
    assert write(INSTANT, Manner("en", "Atlantic/Canary")) == "12 June 2026, 14:00"
    assert write_time(INSTANT, manner("de")) == "15:00"
    late = datetime(2026, 6, 12, 22, 30, tzinfo=UTC)
    assert write_date(late, manner("en"), "day_month") == "13 June"
    assert write_date(late, manner("en"), "%H:%M") == "00:30"


def test_money_in_an_sms_stays_in_the_gsm_alphabet() -> None:
    crowns = Money("1234.5", "CZK")
    assert write(crowns, manner("cs")) == "1\xa0234,50\xa0Kč"
    assert write(crowns, manner("cs", brief=True)) == "1 234,50 CZK"
    assert write(Money("120", "EUR"), manner("fr", brief=True)) == "120,00 €"


@given(
    st.decimals(0, 99999, places=2), st.sampled_from(["en", "es", "sk", "cs", "da", "de", "fr", "pl", "hu"])
)
def test_every_amount_in_an_sms_is_plain(amount: Decimal, language: str) -> None:
    assert is_gsm(write(Money(amount, "EUR"), manner(language, brief=True)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Ana", "Ana"),
        (3, "3"),
        (True, "true"),
        (Decimal("1234.5"), "1.234,5"),
        (0.5, "0,5"),
        (["a", 2, None], "a, 2, "),
        (LanguageCode("de"), "alemán"),
        (CountryCode("DE"), "Alemania"),
        (LanguageCode("??"), "??"),
        (CountryCode("ZQ"), "ZQ"),
        (object(), ""),
    ],
)
def test_every_kind_of_value_can_be_written(value: object, text: str) -> None:
    assert write(value, manner("es")) == text


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en", "en_GB"), ("en-US", "en_US"), ("pt-BR", "pt_BR"), ("no", "nb"), ("es-XX", "es"), ("", "en_GB")],
)
def test_a_language_finds_its_locale_or_the_nearest(language: str, locale: str) -> None:
    assert locale_of(language) == locale
