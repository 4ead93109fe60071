"""A value somewhere in a written file, with the path that leads to it, so that mistakes can be named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, NoReturn

from hospes.kit.errors import Malformed

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Place:
    """One value of a file, such as the one at `solutions[2].trigger.unit`. Reading it checks it."""

    path: str
    value: Any

    def refuse(self, sentence: str) -> NoReturn:
        """Raise Malformed: the path, then the sentence."""
        raise Malformed(f"{self.path}: {sentence}", path=self.path)

    def fields(self, allowed: Sequence[str], required: Sequence[str] = ()) -> dict[str, Place]:
        """The keys of a mapping as places; null counts as absent. Unknown and missing keys are refused."""
        if not isinstance(self.value, Mapping):
            self.refuse(f"must be a mapping with {', '.join(allowed)}.")
        for key in self.value:
            if key not in allowed:
                Place(f"{self.path}.{key}", key).refuse(
                    f"is not a key here; {_use_one_of(str(key), allowed)}"
                )
        found = {
            key: Place(f"{self.path}.{key}", value) for key, value in self.value.items() if value is not None
        }
        for key in required:
            if key not in found:
                Place(f"{self.path}.{key}", None).refuse("is missing.")
        return found

    def items(self) -> list[Place]:
        """The entries of a list as places."""
        if not isinstance(self.value, list | tuple):
            self.refuse("must be a list, written [a, b] or with a dash in front of each entry.")
        return [Place(f"{self.path}[{i}]", value) for i, value in enumerate(self.value)]

    def text(self, longest: int = 200) -> str:
        """A text of at least one character."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(f"{self.value!r} is not a text; write it in quotes.")
        if len(self.value) > longest or "\x00" in self.value:
            self.refuse(f"is too long or has a NUL in it: at most {longest} characters.")
        return self.value

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.items())

    def choice(self, allowed: Sequence[str]) -> str:
        """One of some words."""
        if self.value not in allowed:
            self.refuse(f"{self.value!r} is not allowed; {_use_one_of(str(self.value), allowed)}")
        return str(self.value)

    def whole(self, smallest: int, largest: int) -> int:
        """A whole number in a range, both ends included."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse(f"{self.value!r} is not a whole number.")
        if not smallest <= self.value <= largest:
            self.refuse(f"{self.value} is out of range; use {smallest} to {largest}.")
        return self.value

    def number(self, largest: int) -> Decimal:
        """A number from 0 up to a limit."""
        try:
            read = Decimal(str(self.value))
        except InvalidOperation:
            self.refuse(f"{self.value!r} is not a number.")
        if isinstance(self.value, bool) or not 0 <= read <= largest:
            self.refuse(f"{self.value!r} is out of range; use 0 to {largest}.")
        return read

    def claim(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.refuse(f"{self.value!r} is not allowed; use true or false.")
        return self.value

    def clock(self) -> time:
        """A clock time such as "15:00"; an unquoted 15:00, which YAML 1.1 reads as 900 minutes, is fine."""
        if isinstance(self.value, int) and not isinstance(self.value, bool) and 0 <= self.value < 24 * 60:
            return time(self.value // 60, self.value % 60)
        found = _CLOCK.fullmatch(self.value) if isinstance(self.value, str) else None
        if not found:
            self.refuse(f'{self.value!r} is not a clock time; write it like "15:00".')
        return time(int(found[1]), int(found[2]), int(found[3] or 0))

    def duration(self) -> timedelta:
        """A duration such as "90m", "6h" or "2d"."""
        found = _DURATION.fullmatch(self.value) if isinstance(self.value, str) else None
        if not found:
            self.refuse(f'{self.value!r} is not a duration; write it like "90m", "6h" or "2d".')
        return timedelta(**{_UNITS[found[2]]: int(found[1])})

    def day(self) -> int:
        """A day of the year, "MM-DD", as month × 100 + day."""
        found = _DAY.fullmatch(self.value) if isinstance(self.value, str) else None
        if not found:
            self.refuse(f'{self.value!r} is not a day of the year; write it MM-DD, like "06-15".')
        return int(found[1]) * 100 + int(found[2])

    def moment(self) -> datetime:
        """A date and time; without an offset it stays naive and means the agency's time."""
        try:
            read = self.value if isinstance(self.value, datetime) else datetime.fromisoformat(self.value)
        except (TypeError, ValueError):
            self.refuse(f'{self.value!r} is not a date and time; write it like "2026-05-01T00:00".')
        if not 1900 <= read.year <= 2199:
            self.refuse(f"{self.value!r}: the year must lie between 1900 and 2199.")
        return read


def _use_one_of(word: str, allowed: Sequence[str]) -> str:
    close = get_close_matches(word, allowed, 1)
    return f"use one of {', '.join(allowed)}." + (f" Did you mean {close[0]}?" if close else "")
