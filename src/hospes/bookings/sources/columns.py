"""The canonical columns of bookings in a file, and how one row of them becomes facts."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.kit.clock import local_date, parse_date, parse_instant
from hospes.kit.errors import Malformed, UnreadableBooking
from hospes.kit.money import parse_amount

COLUMNS = (
    "reference", "status", "status_at", "cancelled_by", "portal", "property", "owner_email", "owner_name",
    "agent_email", "guest_name", "guest_email", "guest_phone", "guest_language", "guest_country",
    "client_name", "client_email", "client_phone", "booked_at", "arrival", "departure", "starts_at",
    "ends_at", "adults", "children", "total", "paid", "currency", "payment_due", "payment_method", "tags",
    "property_tags", "owner_tags", "notes", "has_card", "charge_on",
    "paid_at_once", "codes",
)  # fmt: skip
SECRET = "secret_"
"""Columns that begin so hold this stay's secrets; the rest is the secret's name."""
KNOWN = frozenset(COLUMNS)
REQUIRED = ("reference", "status", "property", "booked_at", "arrival", "departure")
INSTEAD = {"arrival": "starts_at", "departure": "ends_at"}
"""An appointment has an instant where a stay has a date."""
DEFAULT_PORTAL = "Direct"
_EMPTY = frozenset({"NULL", "NA", "N/A", "null", "n/a", "#N/A"})
_CLAIMS = {
    **dict.fromkeys(("", "no", "false", "0", "n"), False),
    **dict.fromkeys(("yes", "true", "1", "y", "x"), True),
}
_COUNT = re.compile(r"([0-9]{1,5})(\.0+)?")
_SPELLINGS = {"canceled": "cancelled", "noshow": "no_show"}

Row = Mapping[str, str]
T = TypeVar("T")


def missing_columns(names: list[str]) -> list[str]:
    """Required columns that are not among the names."""
    return [name for name in REQUIRED if name not in names and INSTEAD.get(name, name) not in names]


def read_row(row: Row, *, timezone: str, currency: str) -> BookingFacts:
    """Facts from one row of canonical columns; others become custom fields. `NULL`, `NA` and such are empty.

    Args:
        row: column → text without blanks around it; columns may be missing.
        timezone: the agency's, for times without an offset.
        currency: the agency's, for rows without one.

    Raises:
        UnreadableBooking: a value cannot be read; its details name the column.
    """
    cells = {name: "" if text in _EMPTY else text for name, text in row.items()}
    starts_at, ends_at = _instant(cells, "starts_at", timezone), _instant(cells, "ends_at", timezone)
    first, last = (at and local_date(at, timezone) for at in (starts_at, ends_at or starts_at))
    others = {name: text for name, text in cells.items() if name not in KNOWN}
    return BookingFacts(
        reference=cells.get("reference", ""),
        portal=cells.get("portal") or DEFAULT_PORTAL,
        property=cells.get("property", ""),
        status=_status(cells.get("status", "")),
        status_at=_instant(cells, "status_at", timezone),
        cancelled_by=cells.get("cancelled_by", ""),
        booked_at=_needed(_instant(cells, "booked_at", timezone), "booked_at"),
        arrival=_stay_date(cells, "arrival", first),
        departure=_stay_date(cells, "departure", last),
        starts_at=starts_at,
        ends_at=ends_at,
        guest=_person(cells, "guest"),
        client=_somebody(cells, "client"),
        agent=_somebody(cells, "agent"),
        owner=_owner(cells),
        adults=_count(cells, "adults", 1),
        children=_count(cells, "children", 0),
        total=_amount(cells, "total"),
        paid=_amount(cells, "paid"),
        currency=cells.get("currency") or currency,
        payment_due=_date(cells, "payment_due"),
        payment_method=cells.get("payment_method", ""),
        tags=_tags(cells.get("tags", "")),
        property_tags=_tags(cells["property_tags"]) if cells.get("property_tags") else None,
        notes=cells.get("notes", ""),
        custom={name: text for name, text in others.items() if text and not name.startswith(SECRET)},
        codes=_tags(cells.get("codes", "")),
        has_card=_claim(cells, "has_card"),
        charge_on=_date(cells, "charge_on"),
        is_paid_at_once=_claim(cells, "paid_at_once"),
        secrets=_secrets(others),
    )


def is_known(name: str) -> bool:
    """Whether a column is a canonical one; the others become custom fields."""
    return name in KNOWN or name.startswith(SECRET)


def _secrets(cells: Row) -> dict[str, str] | None:
    named = {name.removeprefix(SECRET): text for name, text in cells.items() if name.startswith(SECRET)}
    return named or None


def _claim(cells: Row, name: str) -> bool:
    text = cells.get(name, "").lower()
    if text not in _CLAIMS:
        raise UnreadableBooking(f"“{text[:40]}” is neither yes nor no: write yes or no.", column=name)
    return _CLAIMS[text]


def _person(cells: Row, role: str) -> PersonFacts:
    return PersonFacts(
        name=cells.get(f"{role}_name", ""),
        email=cells.get(f"{role}_email", ""),
        phone=cells.get(f"{role}_phone", ""),
        language=cells.get(f"{role}_language", ""),
        country=cells.get(f"{role}_country", ""),
    )


def _somebody(cells: Row, role: str) -> PersonFacts | None:
    person = _person(cells, role)
    return person if person.name or person.email or person.phone else None


def _owner(cells: Row) -> PersonFacts | None:
    name, email, tags = (cells.get(column, "") for column in ("owner_name", "owner_email", "owner_tags"))
    return PersonFacts(name=name, email=email, tags=_tags(tags) if tags else None) if name or email else None


def _status(text: str) -> str:
    word = text.lower().replace("-", "_").replace(" ", "_")
    return _SPELLINGS.get(word, word)


def _tags(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _stay_date(cells: Row, name: str, instant: date | None) -> date:
    return _needed(_date(cells, name) or instant, name)


def _date(cells: Row, name: str) -> date | None:
    text = cells.get(name)
    return _read(name, _parse_date, text) if text else None


def _instant(cells: Row, name: str, timezone: str) -> datetime | None:
    text = cells.get(name)
    return _read(name, lambda written: _parse_instant(written, timezone), text) if text else None


def _amount(cells: Row, name: str) -> Decimal:
    text = cells.get(name)
    return _read(name, parse_amount, text) if text else Decimal(0)


def _count(cells: Row, name: str, default: int) -> int:
    text = cells.get(name)
    if not text:
        return default
    if found := _COUNT.fullmatch(text):
        return int(found[1])
    raise UnreadableBooking(f"“{text[:40]}” is no number of people: write it like 2.", column=name)


def _read(name: str, parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except Malformed as error:
        raise UnreadableBooking(error.message, column=name) from error


def _needed(value: T | None, name: str) -> T:
    if value is None:
        raise UnreadableBooking(f"The column {name} is empty: every booking needs one.", column=name)
    return value


# The same few dates come again and again in a file.
_parse_date = lru_cache(maxsize=8192)(parse_date)
_parse_instant = lru_cache(maxsize=8192)(parse_instant)
