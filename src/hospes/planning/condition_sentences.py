"""Conditions in plain words: their names, what they want, and what a booking has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from hospes.content.formats import Manner, write
from hospes.kit.clock import to_local
from hospes.kit.money import Money

NAMES = {
    "statuses": gettext_noop("Status"),
    "payment": gettext_noop("Payment"),
    "tags": gettext_noop("Tags"),
    "without_tags": gettext_noop("Without tags"),
    "portals": gettext_noop("Portal"),
    "properties": gettext_noop("Property"),
    "message_group": gettext_noop("Message group"),
    "lead_days": gettext_noop("Days from booking to arrival"),
    "nights": gettext_noop("Nights"),
    "party": gettext_noop("Guests"),
    "languages": gettext_noop("Language"),
    "season": gettext_noop("Season"),
    "where": gettext_noop("Further conditions"),
    "all": gettext_noop("All of these"),
    "any": gettext_noop("At least one of these"),
    "not": gettext_noop("Not"),
}
TREES = ("where", "all", "any", "not")
TAG_COLUMNS = {
    "bookings": "booking_tags",
    "owners": "owner_tags",
    "properties": "property_tags",
    "portals": "portal_tags",
}


def condition_name(key: str) -> str:
    """The plain name of a condition of the schema."""
    return gettext(NAMES[key])


def wanted_text(key: str, wanted: Any) -> str:
    """What a condition wants: `3 or more`, `15 June to 31 August`, `bookings: VIP`."""
    if key in ("lead_days", "nights", "party"):
        return _range(*wanted)
    if key == "season":
        return _season(*wanted)
    if key in ("statuses", "payment"):
        words = [wanted] if isinstance(wanted, str) else wanted
        return ", ".join(word.replace("_", " ") for word in words) or gettext("any")
    return _tree(wanted) if key in TREES else _text(wanted)


def seen_text(key: str, facts: Mapping[str, Any]) -> str:
    """What the booking has where the condition looks; empty for a tree of conditions.

    Args:
        key: the condition.
        facts: the booking as the planner sees it, with its currency.
    """
    if not facts or key in TREES:
        return ""
    arrival, departure = (
        date.fromisoformat(facts[f"{name}_local"][:10]) for name in ("arrival", "departure")
    )
    if key in ("tags", "without_tags"):
        return "; ".join(
            f"{kind}: {', '.join(facts[column] or ()) or gettext('none')}"
            for kind, column in TAG_COLUMNS.items()
        )
    values = {
        "statuses": facts["status"].replace("_", " "),
        "payment": paid_text(facts["paid"], facts["total"], facts["currency"]),
        "portals": facts["portal"],
        "properties": facts["property"],
        "message_group": facts["message_group"] or gettext("none"),
        "lead_days": _lead(arrival, facts),
        "nights": (departure - arrival).days,
        "party": facts["party"],
        "languages": facts["language"] or gettext("none"),
        "season": f"{day_text(arrival)} – {day_text(departure)}",
    }
    return str(values[key])


def paid_text(paid: Any, total: Any, currency: str) -> str:
    """How much is paid of how much."""
    amounts = {
        "paid": write(Money(Decimal(str(paid)), currency), manner()),
        "total": write(Money(Decimal(str(total)), currency), manner()),
    }
    return gettext("%(paid)s of %(total)s paid") % amounts


def day_text(day: date) -> str:
    """A day in the reader's language."""
    return write(day, manner())


def manner(zone: str = "UTC") -> Manner:
    """How values are written for whoever reads the screen."""
    return _manner(get_language() or "en", zone)


@lru_cache(maxsize=512)
def _manner(language: str, zone: str) -> Manner:
    return Manner(language, zone)


def _lead(arrival: date, facts: Mapping[str, Any]) -> int:
    booked = to_local(datetime.fromisoformat(facts["booked_at"]), facts["agency_zone"])
    return (arrival - booked.date()).days


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return gettext("any")
    if high is None:
        return gettext("%(low)s or more") % {"low": low}
    if low is None:
        return gettext("%(high)s or less") % {"high": high}
    return str(low) if low == high else gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def _season(first: int | None, last: int | None) -> str:
    days = (_day_of_year(first or 101), _day_of_year(last or 1231))
    return gettext("nights from %(first)s to %(last)s") % {"first": days[0], "last": days[1]}


def _day_of_year(number: int) -> str:
    day = date(2024, number // 100, number % 100)
    return f"{day.day} {day:%B}"


def _tree(wanted: Any) -> str:
    if isinstance(wanted, Mapping):
        parts = [f"{condition_name(key)}: {wanted_text(key, value)}" for key, value in wanted.items()]
        return "; ".join(parts) or gettext("any")
    return " | ".join(f"({_tree(child)})" for child in wanted) or gettext("any")


def _text(wanted: Any) -> str:
    if isinstance(wanted, Mapping):
        parts = (f"{key}: {_text(value)}" for key, value in wanted.items() if value not in (None, (), []))
        return "; ".join(parts) or gettext("any")
    if isinstance(wanted, list | tuple):
        return ", ".join(_text(item) for item in wanted) or gettext("any")
    return str(wanted)
