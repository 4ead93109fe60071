"""Which bookings or people a bulk message is for, as the lists are filtered. Pure, but for finding them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hospes.bookings.models import Portal, Property, Status
from hospes.dispatch.recipients import RANKS
from hospes.dispatch.rows import rows_of
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, NotFound
from hospes.kit.statements import load

BOOKINGS = load(__name__, "find_bulk_bookings")
PEOPLE = load(__name__, "find_bulk_people")
ALIVE = ("pending", "confirmed", "completed")


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Bookings by what the list filters by; what is empty excludes nothing. Days are first and last.

    Attributes:
        role: who of each booking gets the message.
        tags: of the booking or its property; one of them is enough.
        words: a reference, or part of a guest's name or address.
    """

    role: str = "guest"
    statuses: tuple[str, ...] = ALIVE
    arrival_from: date | None = None
    arrival_until: date | None = None
    departure_from: date | None = None
    departure_until: date | None = None
    properties: tuple[str, ...] = ()
    portals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """People by what they are and have; what is empty excludes nothing.

    Attributes:
        roles: what they are in some booking: guest, client, owner, agent.
        languages: codes; "de" finds "de-AT" too.
        countries: ISO codes of two letters.
        last_visit_from: the day on which their last stay ended, or later.
        last_visit_until: the same, or earlier.
        words: part of a name or address.
    """

    roles: tuple[str, ...] = ("guest",)
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    last_visit_from: date | None = None
    last_visit_until: date | None = None
    words: str = ""


Filter = BookingFilter | PersonFilter


def find_chosen(agency_id: int, chosen: Filter) -> list[int]:
    """Ids of the bookings, by arrival, or of the people, by id, that a filter lets through.

    Raises:
        Malformed: there is no such status or role.
        NotFound: the agency has no property or portal of a name.
    """
    _check(agency_id, chosen)
    statement = BOOKINGS if isinstance(chosen, BookingFilter) else PEOPLE
    asked = {**_lists(asdict(chosen)), "agency_id": agency_id, "pattern": _pattern(chosen.words)}
    if isinstance(chosen, BookingFilter):
        asked.pop("role")
    return [row["id"] for row in rows_of(statement, asked)]


def written_filter(chosen: Filter) -> dict[str, Any]:
    """A filter as JSON, for people to read: what it chooses from, and what narrows it."""
    given = {name: value for name, value in _lists(asdict(chosen)).items() if value}
    kept = {name: str(value) if isinstance(value, date) else value for name, value in given.items()}
    return {"of": "bookings" if isinstance(chosen, BookingFilter) else "people", **kept}


def _lists(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _pattern(words: str) -> str:
    escaped = words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _check(agency_id: int, chosen: Filter) -> None:
    if isinstance(chosen, PersonFilter):
        _known("role", chosen.roles, tuple(RANKS))
        return
    _known("role", (chosen.role,), tuple(RANKS))
    _known("status", chosen.statuses, tuple(Status.values))
    _named("property", chosen.properties, _names(Property, agency_id) if chosen.properties else [])
    _named("portal", chosen.portals, _names(Portal, agency_id) if chosen.portals else [])


def _names(model: type[Property | Portal], agency_id: int) -> list[str]:
    return list(model._default_manager.filter(agency_id=agency_id).values_list("name", flat=True))


def _known(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for word in given:
        if word not in known:
            raise Malformed(f"“{word[:30]}” is no {what}: use {', '.join(known)}.", field=what)


def _named(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            near = closest(name, known)
            advice = f"did you mean “{near}”?" if near else "check the name."
            raise NotFound(f"There is no {what} “{name[:60]}”; {advice}")
