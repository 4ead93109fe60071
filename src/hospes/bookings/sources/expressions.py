"""Liquid expressions over a row of a file, compiled once into closures.

The expression part of Liquid, as it stands between `{{` and `}}`: a column, a 'text', a number or
`row_number`, then filters. No tags, no loops, no look-ups: nothing that could hang the machine. Numbers are
exact decimals. Rendering Liquid for each of twenty columns is far too slow for a million rows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn

from hospes.kit.clock import parse_date
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, UnreadableBooking

Values = Mapping[str, str]
Expression = Callable[[Values], Any]
LONGEST_EXPRESSION = 2000

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[^\W\d][\w-]*)"""
    r"""|(?P<sign>==|!=|<=|>=|<|>|[|:,]))""",
)
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip


def compile_expression(text: str, columns: Sequence[str], *, path: str) -> Expression:
    """A function from a row to the value of the expression.

    Args:
        text: such as `country | default: 'PT' | downcase`, or a comparison of two such (for row filters).
        columns: names that may be used.
        path: where the expression stands, for the sentence that refuses it.

    Raises:
        Malformed: it cannot be read, or names an unknown column or filter.
    """
    return _Reader(text, columns, path).read()


class _Reader:
    """Reads the tokens of one expression from left to right."""

    def __init__(self, text: str, columns: Sequence[str], path: str) -> None:
        self.text, self.columns, self.path = text, columns, path
        self.tokens = self._tokens()
        self.place = 0

    def read(self) -> Expression:
        left = self._filtered()
        sign = self._take("sign")
        if sign is None:
            return self._end(left)
        if sign not in _COMPARISONS:
            self._refuse(f"there is a “{sign}” too many")
        compare, right = _COMPARISONS[sign], self._filtered()
        return self._end(lambda row: compare(left(row), right(row)))

    def _tokens(self) -> list[tuple[str, str]]:
        tokens, place, text = [], 0, self.text.strip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None or len(text) > LONGEST_EXPRESSION:
                self._refuse(f"“{text[place : place + 20]}” cannot be read")
            tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
            place = found.end()
        return tokens

    def _take(self, kind: str, *words: str) -> str | None:
        if self.place < len(self.tokens):
            found, word = self.tokens[self.place]
            if found == kind and (not words or word in words):
                self.place += 1
                return word
        return None

    def _filtered(self) -> Expression:
        value = self._primary()
        while self._take("sign", "|"):
            value = self._filter(value)
        return value

    def _primary(self) -> Expression:
        if (text := self._take("text")) is not None:
            constant: Any = text[1:-1]
        elif (number := self._take("number")) is not None:
            constant = Decimal(number)
        elif (name := self._take("name")) is not None:
            if name not in self.columns:
                self._refuse(f"there is no column “{name}”{_suggest(name, self.columns)}")
            return lambda row: row[name]
        else:
            self._refuse("a column, a 'text' or a number is missing")
        return lambda row: constant  # noqa: ARG005 - the same for every row

    def _filter(self, value: Expression) -> Expression:
        name = self._take("name") or ""
        if name not in FILTERS:
            self._refuse(f"there is no filter “{name}”{_suggest(name, sorted(FILTERS))}")
        count, function = FILTERS[name]
        given = [self._primary()] if self._take("sign", ":") else []
        while given and self._take("sign", ","):
            given.append(self._primary())
        if len(given) != count:
            self._refuse(f"the filter “{name}” takes {count} values, not {len(given)}")
        return _apply(function, value, given)

    def _end(self, expression: Expression) -> Expression:
        if self.place < len(self.tokens):
            self._refuse(f"“{self.tokens[self.place][1]}” is too much")
        return expression

    def _refuse(self, reason: str) -> NoReturn:
        raise Malformed(f"{self.path}: {reason} in “{self.text[:80]}”.", path=self.path)


def _apply(function: Callable[..., Any], value: Expression, given: list[Expression]) -> Expression:
    if not given:
        return lambda row: function(value(row))
    if len(given) == 1:
        one = given[0]
        return lambda row: function(value(row), one(row))
    return lambda row: function(value(row), *(each(row) for each in given))


def _suggest(name: str, among: Sequence[str]) -> str:
    near = closest(name, among)
    return f", did you mean “{near}”?" if near else f": use one of {', '.join(list(among)[:40])}"


def to_number(value: object) -> Decimal:
    """A value as a number; what is empty or NA counts as zero."""
    return value if isinstance(value, Decimal) else _read_number(str(value))


@lru_cache(maxsize=8192)
def _read_number(written: str) -> Decimal:
    text = written.strip()
    if _is_empty(text):
        return Decimal(0)
    if not _PLAIN_NUMBER.fullmatch(text):
        raise UnreadableBooking(f"“{text[:40]}” is no number: write it like 1234.50.")
    return Decimal(text)


def to_text(value: object) -> str:
    """A value as a file would write it: numbers without needless zeros, dates in ISO 8601."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, str) else str(value)


@lru_cache(maxsize=8192)
def _date_of(year: object, month: object, day: object) -> date:
    text = to_text(month).strip().lower()
    number = next((n for n, name in enumerate(_MONTHS, 1) if len(text) > 2 and name.startswith(text)), 0)
    try:
        return date(int(to_number(year)), number or int(to_number(month)), int(to_number(day)))
    except (ValueError, OverflowError) as error:
        raise UnreadableBooking(
            f"There is no day {to_text(day)} {text} {to_text(year)}: correct it."
        ) from error


def _to_date(value: object) -> date:
    return value if isinstance(value, date) else parse_date(to_text(value))


@lru_cache(maxsize=8192)
def _add_days(value: object, days: object) -> date:
    try:
        return _to_date(value) + timedelta(days=int(to_number(days)))
    except (OverflowError, ValueError) as error:
        raise UnreadableBooking(f"{to_text(days)[:20]} days are too many: correct it.") from error


def _divide(value: object, by: object) -> Decimal:
    divisor = to_number(by)
    if not divisor:
        raise UnreadableBooking("A division by zero: correct the map or the row.")
    return to_number(value) / divisor


def _round(value: object, places: object) -> Decimal:
    number = to_number(value)
    if not number.is_finite() or number.adjusted() > 15:
        raise UnreadableBooking(f"“{to_text(value)[:40]}” is too large a number: correct it.")
    return number.quantize(Decimal(1).scaleb(-int(to_number(places))))


def _is_empty(value: object) -> bool:
    return value in ("", "NA", "NULL", None)


FILTERS: dict[str, tuple[int, Callable[..., Any]]] = {
    "append": (1, lambda value, more: to_text(value) + to_text(more)),
    "prepend": (1, lambda value, more: to_text(more) + to_text(value)),
    "upcase": (0, lambda value: to_text(value).upper()),
    "downcase": (0, lambda value: to_text(value).lower()),
    "strip": (0, lambda value: to_text(value).strip()),
    "replace": (2, lambda value, old, new: to_text(value).replace(to_text(old), to_text(new))),
    "default": (1, lambda value, other: other if _is_empty(value) else value),
    "when_equal": (2, lambda value, left, right: value if to_text(left) == to_text(right) else ""),
    "plus": (1, lambda value, more: to_number(value) + to_number(more)),
    "minus": (1, lambda value, less: to_number(value) - to_number(less)),
    "times": (1, lambda value, factor: to_number(value) * to_number(factor)),
    "divided_by": (1, _divide),
    "round": (1, _round),
    "date_with": (2, _date_of),
    "plus_days": (1, _add_days),
    "minus_days": (1, lambda value, days: _add_days(value, -to_number(days))),
    "at_time": (1, lambda value, clock: f"{_to_date(value).isoformat()}T{to_text(clock)}"),
}
"""Name → how many values it takes, and what it does. `when_equal` and the last four are not in Liquid."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: to_text(left) == to_text(right),
    "!=": lambda left, right: to_text(left) != to_text(right),
    "<": lambda left, right: to_number(left) < to_number(right),
    ">": lambda left, right: to_number(left) > to_number(right),
    "<=": lambda left, right: to_number(left) <= to_number(right),
    ">=": lambda left, right: to_number(left) >= to_number(right),
}
