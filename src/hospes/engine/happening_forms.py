"""Which things may happen in a script, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from hospes.bookings.sources.columns import COLUMNS, SECRET
from hospes.engine.save_files import FILE_KEYS
from hospes.kit.clock import to_instant
from hospes.planning.definitions import KEYS as SOLUTION_KEYS
from hospes.planning.places import Place

Form = Callable[[Place], Place]


def _checked(allowed: tuple[str, ...], required: tuple[str, ...], place: Place) -> Place:
    """A mapping of these keys; a bare text stands for the first of them."""
    if isinstance(place.value, str) and required == allowed[:1]:
        return Place(place.path, {allowed[0]: place.value})
    place.fields(allowed, required)
    return place


def _rows(place: Place) -> Place:
    """One booking, or a list of them, in columns of the file of bookings."""
    rows = place.items() if isinstance(place.value, list) else [place]
    for row in rows:
        _row(row, COLUMNS, ("reference",))
    return Place(place.path, [row.value for row in rows])


def _row(row: Place, allowed: tuple[str, ...], required: tuple[str, ...]) -> Place:
    own = [key for key in map(str, row.value) if key.startswith(SECRET)] if _is_mapping(row) else []
    row.fields((*allowed, *own), required)
    return row


def _names(place: Place) -> Place:
    """One name or a list of names."""
    names = place.texts() if isinstance(place.value, list) else (place.text(),)
    return Place(place.path, list(names))


def _is_mapping(place: Place) -> bool:
    return isinstance(place.value, Mapping)


def _form(*allowed: str, needs: int = 1) -> Form:
    """A mapping of these keys, of which the first ones are required."""
    return partial(_checked, allowed, allowed[:needs])


FORMS: Mapping[str, Form] = {
    "create": _rows,
    "import": _rows,
    "change": lambda place: _row(place, ("booking", *COLUMNS[1:]), ("booking",)),
    "confirm": _form("booking", "by"),
    "cancel": _form("booking", "by"),
    "reinstate": _form("booking", "status", "by"),
    "move": _form("booking", "arrival", "departure", "starts_at", "ends_at", "by", needs=3),
    "pay": _form("booking", "amount", "reference", "method", needs=2),
    "paying": _form("booking", "stopped"),
    "review": _form("booking", "rating", "text", "source", "reference"),
    "stop_word": _form("phone", "text", "channel", needs=2),
    "consent": _form("booking", "channel", "kind", "allowed", needs=4),
    "switch_messages": _form("booking", "email", "sms"),
    "change_property": lambda place: Place(place.path, [place.value]),
    "edit_solution": _form(*SOLUTION_KEYS),
    "change_rules": _form(*FILE_KEYS, needs=0),
    "switch_on": _names,
    "switch_off": _names,
    "write": _form(
        "booking", "to", "template", "language", "subject", "text", "sms", "channels", "purpose", "kind"
    ),
    "release": _form("booking", "solution", needs=2),
    "release_imports": _form("solution", needs=0),
}
"""What may happen → how it is written. Reading refuses what cannot be, by its path."""


def read_instant(place: Place, zone: str) -> datetime:
    """A date, or a date and time, in the zone unless it says another.

    Raises:
        Malformed: it is neither.
    """
    value = place.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return to_instant(datetime.combine(value, time()), zone)
    moment = place.moment()
    return moment.astimezone(UTC) if moment.tzinfo else to_instant(moment, zone)


def as_row(written: Mapping[str, Any]) -> dict[str, str]:
    """A booking of a script as a row of text, as files of bookings have it."""
    return {key: _as_text(value) for key, value in written.items() if value is not None}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "|".join(map(str, value))
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
