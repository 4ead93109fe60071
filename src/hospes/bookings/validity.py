"""Which facts can be a booking at all; what can not is refused with one sentence."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isfinite

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.models import Status
from hospes.kit.errors import UnreadableBooking

STATUSES = frozenset(Status.values)
LARGEST_AMOUNT = Decimal(10) ** 10
MOST_PEOPLE = 10_000
LONGEST_CODE = 200
SECRET_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_YEARS = range(1900, 2200)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def check_facts(facts: BookingFacts) -> None:
    """Refuse facts that contradict themselves or do not fit.

    Raises:
        UnreadableBooking: with the column in its details.
    """
    _check_names(facts)
    _check_text(facts)
    _check_times(facts)
    _check_numbers(facts)
    _check_codes(facts)
    if facts.status not in STATUSES:
        known = ", ".join(Status.values)
        raise UnreadableBooking(f"“{facts.status[:40]}” is no status: use one of {known}.", column="status")


def _check_names(facts: BookingFacts) -> None:
    names = (
        ("reference", facts.reference, 200),
        ("portal", facts.portal, 100),
        ("property", facts.property, 200),
    )
    for column, text, longest in names:
        if not text.strip():
            raise UnreadableBooking(f"The {column} is empty: every booking needs one.", column=column)
        if len(text) > longest:
            message = f"The {column} is too long: use at most {longest} characters."
            raise UnreadableBooking(message, column=column)


def _check_text(facts: BookingFacts) -> None:
    texts = dict(_texts(facts))
    if not _UNSTORABLE.search("\n".join(texts.values())):
        return
    column = next(name for name, text in texts.items() if _UNSTORABLE.search(text))
    message = f"The {column} holds NUL or broken characters: remove them."
    raise UnreadableBooking(message, column=column)


def _texts(facts: BookingFacts) -> Iterator[tuple[str, str]]:
    for name in ("reference", "portal", "property", "notes", "payment_method", "cancelled_by"):
        yield name, getattr(facts, name)
    for role in ("guest", "client", "agent", "owner"):
        person: PersonFacts | None = getattr(facts, role)
        if person is not None:
            yield role, "\n".join((person.name, person.email, person.phone, *(person.tags or ())))
    yield "tags", "\n".join((*facts.tags, *(facts.property_tags or ())))
    yield "codes", "\n".join(facts.codes)
    if facts.secrets:
        yield "secrets", "\n".join(facts.secrets.values())
    if facts.custom:
        yield "custom", "\n".join(_leaves(facts.custom))


def _check_codes(facts: BookingFacts) -> None:
    if any(len(code) > LONGEST_CODE for code in facts.codes):
        message = f"A code is longer than {LONGEST_CODE} characters: shorten it."
        raise UnreadableBooking(message, column="codes")
    for name, text in (facts.secrets or {}).items():
        column = f"secret_{name}"[:60]
        if not SECRET_NAME.fullmatch(name):
            message = "A secret's name has small letters, digits and _, and begins with a letter: rename it."
            raise UnreadableBooking(message, column=column)
        if len(text) > LONGEST_CODE:
            message = f"The secret is longer than {LONGEST_CODE} characters: shorten it."
            raise UnreadableBooking(message, column=column)


def _leaves(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield str(name)
            yield from _leaves(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _leaves(value)
    elif isinstance(node, float) and not isfinite(node):
        yield "\0"  # JSON has no infinity, so it cannot be stored either
    else:
        yield str(node)


def _check_times(facts: BookingFacts) -> None:
    for column in ("booked_at", "status_at", "version_at", "starts_at", "ends_at"):
        _check_instant(column, getattr(facts, column))
    for column in ("arrival", "departure", "payment_due", "charge_on"):
        _check_year(column, getattr(facts, column))
    if facts.departure < facts.arrival:
        message = f"The departure {facts.departure} is before the arrival {facts.arrival}: correct the dates."
        raise UnreadableBooking(message, column="departure")
    if facts.starts_at and facts.ends_at and facts.ends_at < facts.starts_at:
        raise UnreadableBooking("It ends before it starts: correct the times.", column="ends_at")


def _check_instant(column: str, instant: datetime | None) -> None:
    _check_year(column, instant)
    if instant is not None and instant.utcoffset() is None:
        raise UnreadableBooking(f"The time {column} has no time zone: add an offset or Z.", column=column)


def _check_year(column: str, day: date | None) -> None:
    if day is not None and day.year not in _YEARS:
        message = f"The year {day.year} of {column} is not between 1900 and 2199: correct it."
        raise UnreadableBooking(message, column=column)


def _check_numbers(facts: BookingFacts) -> None:
    for column, amount in (("total", facts.total), ("paid", facts.paid)):
        if not amount.is_finite() or amount < 0:
            raise UnreadableBooking(
                f"The amount {column} is negative or no number: correct it.", column=column
            )
        if amount >= LARGEST_AMOUNT:
            raise UnreadableBooking(f"The amount {column} is too large: correct it.", column=column)
    for column, count in (("adults", facts.adults), ("children", facts.children)):
        if not 0 <= count <= MOST_PEOPLE:
            message = f"The number of {column} is not between 0 and {MOST_PEOPLE}: correct it."
            raise UnreadableBooking(message, column=column)
    if len(facts.currency) != 3 or not facts.currency.isalpha() or not facts.currency.isascii():
        message = f"“{facts.currency[:10]}” is no currency: use a code of three letters such as EUR."
        raise UnreadableBooking(message, column="currency")
