"""Plan tasks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import ClientCursor

from hospes.bookings.models import Booking
from hospes.kit.statements import load
from hospes.planning.avoid_quiet_hours import avoid_quiet_hours
from hospes.planning.take_over_tasks import take_over_ended

CHUNK = 10_000
"""Bookings planned by one statement at most: bounds memory, costs nothing."""
PLANNER_LOCK = 7_468 << 40
"""Advisory locks of the planner: this plus the agency."""
_TYPES = {
    "agency": "bigint",
    "bookings": "bigint[]",
    "solutions": "bigint[]",
    "now": "timestamptz",
    "edited": "boolean",
    "switched_on_at": "timestamptz",
    "zones": "jsonb",
}


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What planning wrote: numbers of tasks, and the earliest instant at which one of them is due."""

    added: int = 0
    moved: int = 0
    withdrawn: int = 0
    expired: int = 0
    next_due: datetime | None = None

    def plus(self, other: PlanOutcome) -> PlanOutcome:
        """Both together."""
        due = [moment for moment in (self.next_due, other.next_due) if moment]
        return PlanOutcome(
            self.added + other.added,
            self.moved + other.moved,
            self.withdrawn + other.withdrawn,
            self.expired + other.expired,
            min(due, default=None),
        )


def plan_tasks(
    agency_id: int,
    *,
    now: datetime,
    booking_ids: Sequence[int] | None = None,
    solution_ids: Sequence[int] | None = None,
    edited: bool = False,
    switched_on_at: datetime | None = None,
) -> PlanOutcome:
    """Bring the tasks of bookings to what the solutions want of them at `now` (S1–S17).

    One statement for one booking or thousands. The plan depends only on the facts and on what was done:
    planning unchanged facts writes nothing. Tasks that are done, and those that a person skipped, stay as
    they are; what stood back for one that is withdrawn or expires takes over (S19). Call it in the
    transaction that changed the bookings, after the change.

    Args:
        agency_id: whose bookings.
        now: the instant of the change: T0 of what becomes eligible.
        booking_ids: the bookings; None means all.
        solution_ids: the solutions; None means all.
        edited: a person edited the solutions, so nothing is caught up that is past (S15).
        switched_on_at: take this instead of the solutions' own instants of switching on (for simulations).

    Limits: two runs over rules (no `booking_ids`, or with `solution_ids`) of one agency wait for each other.
    """
    parameters: dict[str, Any] = {
        **plan_parameters(agency_id, now),
        "solutions": None if solution_ids is None else list(solution_ids),
        "edited": edited,
        "switched_on_at": switched_on_at,
    }
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        statement = _ready(cursor, agency_id, alone=booking_ids is None or solution_ids is not None)
        ids = _all_bookings(agency_id) if booking_ids is None else list(booking_ids)
        outcome = PlanOutcome()
        for chunk in _chunks(ids):
            cursor.execute(_bound(statement, {**parameters, "bookings": chunk}))
            *written, has_quiet_hours = cursor.fetchone()
            planned = PlanOutcome(*written)
            if planned.withdrawn or planned.expired:
                take_over_ended(chunk, now=now)
            outcome = outcome.plus(planned)
            if has_quiet_hours:
                early = avoid_quiet_hours(agency_id, chunk, now=now, zones=parameters["zones"])
                outcome = outcome.plus(PlanOutcome(next_due=early))
    return outcome


def plan_parameters(agency_id: int, now: datetime) -> dict[str, Any]:
    """Parameters of the statement for all solutions of an agency; `bookings` is missing."""
    return {
        "agency": agency_id,
        "solutions": None,
        "now": now,
        "edited": False,
        "switched_on_at": None,
        "zones": zones_of_countries(),
    }


def plan_statement() -> str:
    """The statement, with named parameters."""
    return load(__name__, "plan_tasks")


def _ready(cursor: CursorWrapper, agency_id: int, *, alone: bool) -> str:
    """Take the planner's lock and return the statement that runs the plan, prepared in this session."""
    cursor.execute(load(__name__, "ready_planner"), {"key": PLANNER_LOCK + agency_id, "alone": alone})
    *_, name, is_prepared = cursor.fetchone()
    if not is_prepared:
        numbered = plan_statement() % {key: f"${n}" for n, key in enumerate(_TYPES, start=1)}
        cursor.execute(f"PREPARE {name} ({', '.join(_TYPES.values())}) AS {numbered}")
    return f"EXECUTE {name} ({', '.join(f'%({key})s' for key in _TYPES)})"


def _bound(statement: str, parameters: dict[str, Any]) -> str:
    """The statement with its parameters written in: EXECUTE takes none from the protocol."""
    return ClientCursor(connection.connection).mogrify(statement, parameters)


def settled_bookings(agency_id: int) -> list[int]:
    """All bookings, once those that are being planned with the rules of a moment ago are there."""
    with transaction.atomic(), connection.cursor() as cursor:
        _ready(cursor, agency_id, alone=True)
        return _all_bookings(agency_id)


def share_planner(agency_id: int) -> None:
    """Keep runs over rules away until the running transaction ends."""
    with connection.cursor() as cursor:
        _ready(cursor, agency_id, alone=False)


def _all_bookings(agency_id: int) -> list[int]:
    return list(Booking.objects.filter(agency_id=agency_id).order_by("id").values_list("id", flat=True))


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start : start + CHUNK])


@cache
def zones_of_countries() -> str:
    """Countries (ISO 3166) that have exactly one time zone, with it, as JSON (S5).

    Source: zone.tab of the IANA data. Büsingen keeps Berlin's time, so Germany counts as having one zone.
    """
    zones: dict[str, list[str]] = {}
    for country, name in _zone_table():
        zones.setdefault(country, []).append(name)
    return json.dumps({country: names[0] for country, names in zones.items() if len(names) == 1})


def _zone_table() -> Iterable[tuple[str, str]]:
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return ((row[0], row[2]) for row in rows if row[2] != "Europe/Busingen")
