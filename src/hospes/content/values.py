"""From rows to the tree of values that words are filled with; one place decides the types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from hospes.content.formats import CountryCode, LanguageCode
from hospes.content.language import choose_version
from hospes.content.names import given_name
from hospes.content.secrets import marked
from hospes.kit.clock import local_date, to_instant
from hospes.kit.money import Money

Row = Mapping[str, Any]
"""Columns by name, as `.values()` gives them; missing columns count as empty."""

_PEOPLE = ("guest", "client", "owner", "agent", "recipient")
_AGENCY = ("name", "email", "phone", "address", "website", "iban", "bic", "account_holder")
_UNKNOWN = object()
_STANDING = ("confirmed", "completed", "no_show")


class Tree(dict[str, object]):
    """Fields by name, of which some are worked out when they are first asked for.

    Words use few fields of many: five people, two instants and three amounts for each message cost more than
    writing the words.
    """

    __slots__ = ("_grow",)

    def __init__(self, known: Mapping[str, object], grow: Mapping[str, Callable[[], object]]) -> None:
        super().__init__(known)
        self._grow = grow

    def __missing__(self, name: str) -> object:
        value = self[name] = self._grow[name]()
        return value

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._grow

    def get(self, name: str, default: object = None) -> object:
        """The value, worked out now if need be; `default` where there is no such field."""
        known = dict.get(self, name, _UNKNOWN)
        if known is not _UNKNOWN:
            return known
        return self[name] if name in self._grow else default


def values_for(
    rows: Mapping[str, Row | None], *, now: datetime, links: Row | None = None, language: str = "en"
) -> dict[str, object]:
    """The whole tree of fields for one message.

    Args:
        rows: "agency", "property", "portal", "booking", and the people "guest", "client", "owner", "agent",
            "recipient", each with the columns of its table; None or absent for those there are not. The
            booking's row may also hold "old_arrival", "old_departure", "cancelled_by" of the event. "task"
            says `is_updated` and `is_late`, "reward" has the `code`; "correction" holds fields as they are.
        now: the moment of sending.
        links: pages by name ("pay", "stay", "review", "unsubscribe").
        language: of the message, for texts that the agency keeps in several.

    Returns:
        What `render` takes; every branch is there, even when it is empty.
    """
    agency, place, booking = (rows.get(name) or {} for name in ("agency", "property", "booking"))
    zone = place.get("timezone") or agency.get("timezone") or "UTC"
    people = {role: _person_of(rows.get(role) or {}) for role in _PEOPLE}
    return Tree(
        {
            "agency": Tree(
                _chosen(agency, _AGENCY), {"footer": lambda: text_in(agency.get("footer"), language)}
            ),
            "property": property_values(place, zone, booking=booking, language=language),
            "portal": _chosen(rows.get("portal") or {}, ("name",)),
            "booking": booking_values(booking, place, zone) if booking else {},
            "links": dict(links or {}),
            "task": _chosen(rows.get("task") or {}, ("is_updated", "is_late")),
            "reward": _chosen(rows.get("reward") or {}, ("code",)),
            "correction": {"changes": [], **(rows.get("correction") or {})},
            "now": now,
            "today": local_date(now, zone),
        },
        people,
    )


def _person_of(row: Row) -> Callable[[], object]:
    return lambda: person_values(row)


def person_values(row: Row) -> dict[str, object]:
    """The fields of a person: name, first_name, email, phone, language, country, typed for writing."""
    name, language = row.get("name") or "", row.get("language") or ""
    return {
        **_chosen(row, ("name", "email", "phone")),
        "first_name": row.get("first_name") or given_name(name, language) or None,
        "language": LanguageCode(language) if language else None,
        "country": CountryCode(row["country"]) if row.get("country") else None,
    }


def property_values(row: Row, zone: str, *, booking: Row, language: str) -> dict[str, object]:
    """The fields of a property in its zone; secrets as marks, information for the booking's state."""
    columns = ("name", "address", "city", "check_in", "check_out", "instructions", "tags", "texts")
    country = row.get("country")
    known = {
        **_chosen(row, columns),
        "timezone": zone,
        "country": CountryCode(country) if country else None,
    }
    return Tree(
        known,
        {
            "secrets": lambda: marked("property.secrets", row.get("secrets")),
            "information": lambda: information_for(row.get("information"), booking, language),
        },
    )


def information_for(entries: object, booking: Row, language: str) -> str:
    """The paragraphs that a booking's guest may read by now: always, once it stands, once it is paid."""
    stands = booking.get("status") in _STANDING
    is_paid = stands and bool(booking) and _amount(booking, "paid") >= _amount(booking, "total")
    allowed = {"always", *(["booked"] if stands else []), *(["paid"] if is_paid else [])}
    listed = [entry for entry in entries if entry.get("when") in allowed] if isinstance(entries, list) else []
    return "\n\n".join(filter(None, (text_in(entry.get("text"), language) for entry in listed)))


def text_in(texts: object, language: str) -> str:
    """The text of the nearest language (S23); empty when there is none at all."""
    written = {str(k): str(v) for k, v in texts.items() if v} if isinstance(texts, Mapping) else {}
    return written[choose_version(written, [language]).language] if written else ""


def booking_values(row: Row, place: Row, zone: str) -> dict[str, object]:
    """The fields of a booking: counted, added up, and as instants in the property's zone.

    Args:
        row: columns of the booking.
        place: columns of its property, for check-in and check-out times (15:00 and 11:00 when it has none).
        zone: the property's zone.
    """
    columns = (
        "reference", "status", "arrival", "departure", "booked_at", "currency", "payment_due",
        "payment_method", "notes", "tags", "custom", "cancelled_by", "old_arrival", "old_departure",
        "has_card", "charge_on", "rating",
    )  # fmt: skip
    adults, children = row.get("adults") or 0, row.get("children") or 0
    known = {
        **_chosen(row, columns),
        "nights": (row["departure"] - row["arrival"]).days,
        "adults": adults,
        "children": children,
        "party": adults + children,
        "transfer_reference": row.get("reference"),
        "codes": row.get("codes") or list(filter(None, [row.get("reference")])),
    }
    return Tree(
        known,
        {
            "total": lambda: _money(row, _amount(row, "total")),
            "paid": lambda: _money(row, _amount(row, "paid")),
            "balance": lambda: _money(row, max(_amount(row, "total") - _amount(row, "paid"), Decimal(0))),
            "secrets": lambda: marked("booking.secrets", row.get("secrets")),
            "starts_at": lambda: (
                row.get("starts_at") or _at(row["arrival"], place.get("check_in") or time(15), zone)
            ),
            "ends_at": lambda: (
                row.get("ends_at") or _at(row["departure"], place.get("check_out") or time(11), zone)
            ),
        },
    )


def _amount(row: Row, name: str) -> Decimal:
    return Decimal(row.get(name) or 0)


def _money(row: Row, amount: Decimal) -> Money:
    return Money(amount, row["currency"])


def _at(day: date, clock: time, zone: str) -> datetime:
    return to_instant(datetime.combine(day, clock), zone)


def _chosen(row: Row, names: tuple[str, ...]) -> dict[str, object]:
    return {name: row.get(name) for name in names}
