"""Plain fields filled in: `{{ booking.arrival }}` in English, German and Spanish. No filters, no logic."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from tests.reference.conditions import nights
from tests.reference.world import Situation

FIELD = re.compile(r"\{\{\s*([a-z_.]+)\s*\}\}")
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
DATES = {"en": "{d} {month} {y}", "de": "{d}. {month} {y}", "es": "{d} de {month} de {y}"}
MONEY = {
    "en": ("€{}", ",", "."),
    "de": ("{}\N{NO-BREAK SPACE}€", ".", ","),
    "es": ("{}\N{NO-BREAK SPACE}€", ".", ","),
}


def fill_in(source: str, seen: Situation, language: str) -> str:
    """The source with every field written in the language; an unknown field is an error of the test."""
    return FIELD.sub(lambda field: _written(FIELDS[field[1]](seen), language), source)


def _written(value: object, language: str) -> str:
    if isinstance(value, date):
        return written_date(value, language)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return written_money(value, language)
    return str(value)


def written_date(day: date, language: str) -> str:
    """12 June 2026 · 12. Juni 2026 · 12 de junio de 2026."""
    month = MONTHS[language].split()[day.month - 1]
    return DATES[language].format(d=day.day, month=month, y=day.year)


def written_money(amount: Decimal, language: str) -> str:
    """€1,234.50 · 1.234,50 € (with a no-break space)."""
    pattern, group, point = MONEY[language]
    whole, cents = f"{amount:.2f}".split(".")
    grouped = f"{int(whole):,}".replace(",", group)
    return pattern.format(grouped + point + cents)


FIELDS: dict[str, Callable[[Situation], object]] = {
    "booking.reference": lambda seen: seen.reference,
    "booking.arrival": lambda seen: seen.facts.arrival,
    "booking.departure": lambda seen: seen.facts.departure,
    "booking.nights": nights,
    "booking.status": lambda seen: seen.facts.status,
    "booking.total": lambda seen: seen.facts.total,
    "booking.paid": lambda seen: seen.facts.paid,
    "booking.balance": lambda seen: seen.facts.total - seen.facts.paid,
    "booking.adults": lambda seen: seen.facts.adults,
    "booking.children": lambda seen: seen.facts.children,
    "guest.name": lambda seen: seen.facts.guest.name,
    "guest.email": lambda seen: seen.facts.guest.email,
    "property.name": lambda seen: seen.facts.property.name,
    "property.check_in": lambda seen: seen.facts.property.check_in,
    "property.check_out": lambda seen: seen.facts.property.check_out,
}
