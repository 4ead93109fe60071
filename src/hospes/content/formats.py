"""How typed values are written for a reader: dates, times, amounts, languages, countries.

S24: dates and money in the message's language, times of the stay in the property's zone. English without
a region is written the European way (12 June 2026); times have 24 hours in every language but American
English. Results are cached, because a season has few dates and Babel is slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from liquid import Markup

from hospes.content.segments import is_gsm
from hospes.kit.clock import zone
from hospes.kit.money import Money, format_money

DATE_FORMS = ("short", "medium", "long", "full", "weekday", "day_month")
"""Names that the `date` filter understands, besides strftime patterns."""

_ALIASES = {"en": "en_GB", "no": "nb", "iw": "he", "in": "id"}
_ODD_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200e": None, "\u200f": None})
_DIRECTIVES = {
    "Y": "yyyy",
    "y": "yy",
    "m": "MM",
    "d": "dd",
    "e": "d",
    "-d": "d",
    "-m": "M",
    "B": "MMMM",
    "b": "MMM",
    "A": "EEEE",
    "a": "EEE",
    "H": "HH",
    "-H": "H",
    "I": "hh",
    "-I": "h",
    "M": "mm",
    "S": "ss",
    "p": "a",
    "%": "'%'",
}
_DIRECTIVE = re.compile(r"%(-?.)")


class LanguageCode(str):
    """A BCP 47 code that is written as the language's name in the message's language."""

    __slots__ = ()


class CountryCode(str):
    """An ISO 3166 code that is written as the country's name in the message's language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """Whom the words are for and where the stay is.

    Attributes:
        language: BCP 47 code of the message.
        zone: IANA name of the property's zone; instants are written in it.
        currency: ISO code for amounts that do not say theirs.
        today: the local date at the moment of sending, for relative words; None in a mere check.
        brief: short forms in plain letters, for SMS.
    """

    language: str
    zone: str = "UTC"
    currency: str = "EUR"
    today: date | None = None
    brief: bool = False

    @property
    def locale(self) -> str:
        """The Babel locale for the language."""
        return locale_of(self.language)


@lru_cache(maxsize=1024)
def locale_of(language: str) -> str:
    """The Babel locale that writes `language`: exact, then its base, then British English."""
    wanted = language.replace("-", "_")
    for name in (wanted, wanted.partition("_")[0]):
        try:
            return str(Locale.parse(_ALIASES.get(name.lower(), name)))
        except (UnknownLocaleError, ValueError):
            continue
    return "en_GB"


def write(value: object, manner: Manner) -> str:
    """`value` as the reader expects to see it; empty for None.

    Args:
        value: text, number, Money, date, time, aware instant, code, or a list of these.
        manner: the reader.

    Returns:
        The text, not escaped. In a brief manner without no-break spaces.
    """
    writer = _WRITERS.get(value.__class__)
    if writer is None:
        writer = _writer_for(value)
    text = writer(value, manner)
    return text.translate(_ODD_BLANKS) if manner.brief else text


def write_date(day: date, manner: Manner, form: str = "") -> str:
    """A date in a named form or a strftime pattern, with names in the reader's language.

    Args:
        day: a date, or an instant, which is shown in the property's zone.
        manner: the reader.
        form: one of `DATE_FORMS`, a pattern such as "%d.%m.%Y", or empty for the usual form: long
            ("12 June 2026"), medium in a brief manner ("12 Jun 2026").
    """
    local = day.astimezone(zone(manner.zone)) if isinstance(day, datetime) and day.tzinfo else day
    if "%" in form:
        return _patterned(local, manner.locale, form)
    chosen = form or ("medium" if manner.brief else "long")
    return _dated(local.date() if isinstance(local, datetime) else local, manner.locale, chosen)


def write_time(moment: time | datetime, manner: Manner) -> str:
    """A time of day: "15:00", in American English "3:00 PM"; an instant in the property's zone."""
    if isinstance(moment, datetime):
        moment = (moment.astimezone(zone(manner.zone)) if moment.tzinfo else moment).time()
    return _timed(moment.replace(tzinfo=None), manner.locale)


@lru_cache(maxsize=65536)
def _dated(day: date, locale: str, form: str) -> str:
    if form == "day_month":
        return format_skeleton("MMMMd", _at_noon(day), locale=locale)
    return format_date(day, "EEEE" if form == "weekday" else form, locale=locale)


@lru_cache(maxsize=4096)
def _patterned(day: date, locale: str, form: str) -> str:
    moment = day if isinstance(day, datetime) else _at_noon(day)
    pieces = _DIRECTIVE.split(form)
    written = [
        piece if at % 2 == 0 else _directive(piece, moment.replace(tzinfo=None), locale)
        for at, piece in enumerate(pieces)
    ]
    return "".join(written)


def _directive(name: str, moment: datetime, locale: str) -> str:
    pattern = _DIRECTIVES.get(name, "")
    if pattern[:1] in "Hhmsa'" and pattern:
        return format_time(moment, pattern, locale=locale)
    return format_date(moment, pattern, locale=locale) if pattern else ""


def _at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


@lru_cache(maxsize=4096)
def _timed(moment: time, locale: str) -> str:
    usual = Locale.parse(locale).time_formats["short"].pattern
    has_halves = "a" in usual or "h" in usual or "B" in usual
    pattern = "HH:mm" if has_halves and locale != "en_US" else "short"
    return format_time(moment, pattern, locale=locale)


def _write_instant(moment: datetime, manner: Manner) -> str:
    return f"{write_date(moment, manner)}, {write_time(moment, manner)}"


@lru_cache(maxsize=65536)
def _write_amount(amount: str, currency: str, locale: str) -> str:
    return format_money(Money(amount, currency), locale)


def _write_money(money: Money, manner: Manner) -> str:
    text = _write_amount(str(money), money.currency, manner.locale)
    if manner.brief and not is_gsm(text.translate(_ODD_BLANKS)):
        return format_money(money, manner.locale, by_code=True)
    return text


def _write_decimal(number: Decimal, manner: Manner) -> str:
    return format_decimal(number, locale=manner.locale)


def _write_language(code: str, manner: Manner) -> str:
    return _named_language(code, manner.locale) or str(code)


@lru_cache(maxsize=1024)
def _named_language(code: str, locale: str) -> str | None:
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(locale)
    except (UnknownLocaleError, ValueError):
        return None


def _write_country(code: str, manner: Manner) -> str:
    return str(Locale.parse(manner.locale).territories.get(code.upper(), str(code)))


def _write_list(items: Sequence[object], manner: Manner) -> str:
    return ", ".join(write(item, manner) for item in items)


def _writer_for(value: object) -> Callable[..., str]:
    for kind, writer in _WRITERS.items():
        if kind is not object and isinstance(value, kind):
            return writer
    return lambda _value, _manner: ""


_WRITERS: dict[type, Callable[..., str]] = {
    str: lambda text, _: text,
    type(None): lambda _value, _manner: "",
    bool: lambda flag, _: "true" if flag else "false",
    int: lambda number, _: str(number),
    Money: _write_money,
    Decimal: _write_decimal,
    float: lambda number, manner: _write_decimal(Decimal(str(number)), manner),
    datetime: _write_instant,
    date: write_date,
    time: write_time,
    LanguageCode: _write_language,
    CountryCode: _write_country,
    list: _write_list,
    tuple: _write_list,
    Markup: lambda text, _: str(text),
}
