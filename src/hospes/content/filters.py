"""The filters that words may use: `{{ booking.arrival | date: "full" }}`.

Each takes the value before the bar, the values after the colon and the reader's manner, and gives a value.
None passes through all but `default`, so that a missing field stays visible as missing. Every result has a
bound on its size, so no chain of filters can grow without end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from urllib.parse import quote_plus

from liquid import Markup, escape

from hospes.content.formats import DATE_FORMS, Manner, write, write_date, write_time
from hospes.content.segments import replace_smartly
from hospes.content.words import Unwordable
from hospes.kit.clock import local_date
from hospes.kit.money import LARGEST, Money, round_money

LONGEST = 16_384
"""Characters that one value may have; longer is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter as the words see it.

    Attributes:
        apply: the function: value, manner, then the arguments.
        arguments: fewest and most arguments after the colon.
        meaning: one line for the reference page.
        example: a use of it, with what comes out.
    """

    apply: Callable[..., object]
    arguments: tuple[int, int]
    meaning: str
    example: str


def is_empty(value: object) -> bool:
    """Whether a field counts as not filled in: None, no text, an empty list. Zero is a value."""
    return value is None or (isinstance(value, str | list | tuple | dict) and not value)


def bounded(text: str) -> str:
    """`text`, unless it is longer than any value should be."""
    if len(text) > LONGEST:
        raise Unwordable("A value is too long to put into a message; shorten it.", reason="too_long")
    return text


def _default(value: object, _manner: Manner, other: object = "") -> object:
    return other if is_empty(value) or value is False else value


def _date(value: object, manner: Manner, form: object = "") -> object:
    day = _day(value)
    if day is None:
        return value
    if form in DATE_FORMS or not form or "%" in str(form):
        return write_date(day, manner, str(form))
    raise _bad("date", f"one of {', '.join(DATE_FORMS)} or a pattern such as %d.%m.%Y", form)


def _time(value: object, manner: Manner) -> object:
    return write_time(value, manner) if isinstance(value, time | datetime) else value


def _money(value: object, manner: Manner, currency: object = None) -> object:
    number = _number(value, "money")
    if number is None:
        return None
    own = number.currency if isinstance(number, Money) else manner.currency
    return round_money(Decimal(number), str(currency or own))


def _textual(work: Callable[[str], str]) -> Callable[..., object]:
    def apply(value: object, manner: Manner) -> object:
        return None if value is None else bounded(work(_text(value, manner)))

    return apply


def _escape(value: object, manner: Manner) -> object:
    return None if value is None else escape(bounded(_text(value, manner)))


def _newline_to_br(value: object, manner: Manner) -> object:
    if value is None:
        return None
    lines = bounded(_text(value, manner)).replace("\r\n", "\n").split("\n")
    return Markup("<br />\n").join(lines)


def _truncate(value: object, manner: Manner, *options: object) -> object:
    if value is None:
        return None
    length = options[0] if options else 50
    end = options[1] if len(options) > 1 else "..."
    text, most, ending = bounded(_text(value, manner)), _whole(length, "truncate"), _text(end, manner)
    return text if len(text) <= most else text[: max(most - len(ending), 0)] + ending


def _replace(value: object, manner: Manner, *pair: object) -> object:
    if value is None:
        return None
    text, out, into = (_text(each, manner) for each in (value, *pair, "")[:3])
    if len(text) + text.count(out) * (len(into) - len(out)) > LONGEST:
        raise Unwordable("A value is too long to put into a message; shorten it.", reason="too_long")
    return text.replace(out, into)


def _join(value: object, manner: Manner, glue: object = " ") -> object:
    if not isinstance(value, list | tuple):
        return value
    between = _text(glue, manner)
    if len(value) * len(between) > LONGEST:
        raise Unwordable("A value is too long to put into a message; shorten it.", reason="too_long")
    return bounded(between.join(bounded(_text(item, manner)) for item in value))


def _size(value: object, _manner: Manner) -> object:
    return len(value) if isinstance(value, str | list | tuple) else 0


def _calculate(name: str, work: Callable[[Decimal, Decimal], Decimal]) -> Callable[..., object]:
    def apply(value: object, _manner: Manner, other: object) -> object:
        left, right = _number(value, name), _number(other, name)
        if left is None or right is None:
            return None
        return _like(left, right, _within(work, Decimal(left), Decimal(right)))

    return apply


def _move_days(name: str, sign: int) -> Callable[..., object]:
    def apply(value: object, _manner: Manner, days: object) -> object:
        day = _day(value)
        if day is None:
            return value
        count = _whole(days, name)
        if count > 3660:
            raise _bad(name, "at most 3660 days", days)
        return day + timedelta(days=sign * count)

    return apply


def _days_until(value: object, manner: Manner) -> object:
    day = _day(value)
    if day is None or manner.today is None:
        return None
    local = local_date(day, manner.zone) if isinstance(day, datetime) and day.tzinfo else day
    return (date(local.year, local.month, local.day) - manner.today).days


def _plain(text: str) -> str:
    return replace_smartly(text, drop_marks=True)


def _text(value: object, manner: Manner) -> str:
    return str(write(value, manner))


def _day(value: object) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _number(value: object, name: str) -> Decimal | None:
    if is_empty(value):
        return None
    if isinstance(value, Decimal):
        return value
    try:
        if isinstance(value, bool) or len(str(value)) > 30:
            raise _bad(name, "a number", value)
        number = Decimal(str(value))
    except DecimalException as error:
        raise _bad(name, "a number", value) from error
    if not number.is_finite():
        raise _bad(name, "a number", value)
    return number


def _whole(value: object, name: str) -> int:
    number = _number(value, name)
    if number is None or number != number.to_integral_value() or not 0 <= number <= LONGEST:
        raise _bad(name, "a whole number, 0 or more", value)
    return int(number)


def _within(work: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal:
    result = work(left, right)
    if abs(result) > LARGEST:
        raise Unwordable("A calculated number is too large; check the words.", reason="bad_value")
    return result


def _like(left: Decimal, right: Decimal, result: Decimal) -> object:
    currencies = {side.currency for side in (left, right) if isinstance(side, Money)}
    if len(currencies) > 1:
        raise Unwordable("Amounts in two currencies cannot be added; check the words.", reason="bad_value")
    if currencies:
        return Money(result, currencies.pop())
    return int(result) if result == result.to_integral_value() else result


def _bad(name: str, wanted: str, value: object) -> Unwordable:
    return Unwordable(f"The filter {name} wants {wanted}, not {str(value)[:40]!r}.", reason="bad_value")


FILTERS: dict[str, Filter] = {
    "default": Filter(
        _default, (0, 1), "another value when this one is empty", '{{ guest.phone | default: "–" }}'
    ),
    "date": Filter(_date, (0, 1), "a date in another form", '{{ booking.arrival | date: "full" }}'),
    "time": Filter(_time, (0, 0), "only the time of an instant", "{{ booking.starts_at | time }}"),
    "money": Filter(_money, (0, 1), "a number as an amount of money", "{{ 25 | money }}"),
    "plus": Filter(_calculate("plus", Decimal.__add__), (1, 1), "adds", "{{ booking.adults | plus: 1 }}"),
    "minus": Filter(
        _calculate("minus", Decimal.__sub__), (1, 1), "subtracts", "{{ booking.nights | minus: 1 }}"
    ),
    "times": Filter(
        _calculate("times", Decimal.__mul__), (1, 1), "multiplies", "{{ booking.total | times: 0.25 }}"
    ),
    "days_before": Filter(
        _move_days("days_before", -1),
        (1, 1),
        "a date so many days earlier",
        "{{ booking.arrival | days_before: 14 }}",
    ),
    "days_after": Filter(
        _move_days("days_after", 1),
        (1, 1),
        "a date so many days later",
        "{{ booking.departure | days_after: 7 }}",
    ),
    "days_until": Filter(
        _days_until, (0, 0), "days from the day of sending", "{{ booking.arrival | days_until }}"
    ),
    "upcase": Filter(_textual(str.upper), (0, 0), "in capitals", "{{ booking.reference | upcase }}"),
    "downcase": Filter(_textual(str.lower), (0, 0), "in small letters", "{{ booking.reference | downcase }}"),
    "capitalize": Filter(
        _textual(str.capitalize),
        (0, 0),
        "a capital first, the rest small",
        "{{ guest.first_name | capitalize }}",
    ),
    "strip": Filter(_textual(str.strip), (0, 0), "without blanks around", "{{ booking.notes | strip }}"),
    "truncate": Filter(_truncate, (0, 2), "cut to a length", '{{ booking.notes | truncate: 40, "…" }}'),
    "replace": Filter(_replace, (1, 2), "one text for another", '{{ guest.phone | replace: "+", "00" }}'),
    "plain": Filter(
        _textual(_plain),
        (0, 0),
        "letters without the marks that an SMS would pay for",
        "{{ property.name | plain }}",
    ),
    "join": Filter(_join, (0, 1), "a list as one text", '{{ booking.tags | join: ", " }}'),
    "size": Filter(_size, (0, 0), "characters in a text, items in a list", "{{ booking.tags | size }}"),
    "escape": Filter(
        _escape, (0, 0), "safe inside HTML; done by itself in HTML parts", "{{ guest.name | escape }}"
    ),
    "newline_to_br": Filter(
        _newline_to_br, (0, 0), "line breaks for HTML", "{{ property.instructions | newline_to_br }}"
    ),
    "url_encode": Filter(
        _textual(quote_plus),
        (0, 0),
        "safe inside a link",
        "https://maps.example.com/?q={{ property.address | url_encode }}",
    ),
}
"""Every filter there is, by name."""
