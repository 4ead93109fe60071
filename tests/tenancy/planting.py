"""Plants rows into any table, knowing only PostgreSQL's catalogue: tables made tomorrow are planted, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from django.db import connection
from psycopg import sql

from tests.making import make_agency

NUMBERS = count(1)

# A value for each type; %s is a number that is new in every row. A type that is not here is to be added.
VALUES = {
    "bigint": "%s", "integer": "%s", "smallint": "%s", "numeric": "1", "boolean": "false", "text": "x%s",
    "character varying": "%s", "jsonb": "{}", "ARRAY": "{}", "uuid": "00000000-0000-0000-0000-%012d",
    "date": "2026-06-01", "timestamp with time zone": "2026-06-01T12:00Z", "time without time zone": "12:00",
    "interval": "2 minutes", "bytea": "\\x00",
}  # fmt: skip


@dataclass(frozen=True)
class Key:
    """A foreign key between two tables of agencies: `column` with the agency points at `parent`."""

    name: str
    table: str
    column: str
    parent: str


def rows(statement: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def tables_of_agencies() -> list[str]:
    """Every table with a column `agency_id`."""
    found = rows(
        "SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_name,"
        " table_schema) WHERE column_name = 'agency_id' AND table_schema = 'public'"
        " AND table_type = 'BASE TABLE' ORDER BY 1"
    )
    return [name for (name,) in found]


@cache
def keys() -> tuple[Key, ...]:
    """Every foreign key whose target belongs to an agency, the agency's own column left out."""
    found = rows(
        """
        SELECT k.conname, k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text
        FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
                            AND a.attname <> 'agency_id'
        JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attname = 'agency_id'
        WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace ORDER BY 2, 3
        """
    )
    return tuple(Key(*row) for row in found)


@cache
def columns(table: str) -> tuple[tuple[str, str, int], ...]:
    """Columns that need a value, with their types and their longest text."""
    found = rows(
        "SELECT column_name, data_type, coalesce(character_maximum_length, 100)"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = %s AND is_nullable = 'NO' AND column_name NOT IN ('id', 'agency_id')"
        " AND column_default IS NULL",
        [table],
    )
    return tuple((str(name), str(kind), int(longest)) for name, kind, longest in found)


def plant(table: str, agency_id: int, given: Mapping[str, Any] | None = None) -> int:
    """Insert a row with new parents of the same agency, whatever `given` does not name; returns its id."""
    parents = {
        key.column: plant(key.parent, agency_id)
        for key in keys()
        if key.table == table and key.column not in (given or {})
    }
    turn = next(NUMBERS)
    values: dict[str, Any] = {name: value_of(kind, turn)[-longest:] for name, kind, longest in columns(table)}
    if "user_id" in values:
        values["user_id"] = plant_user()
    return insert(table, {**values, **parents, "agency_id": agency_id, **(given or {})})


def value_of(kind: str, turn: int) -> str:
    """A value of a type, different at each turn where the type allows it."""
    pattern = VALUES[kind]
    return pattern % turn if "%" in pattern else pattern


def plant_user() -> int:
    """A user who signs in; users belong to the installation."""
    name = f"user{next(NUMBERS)}"
    return insert(
        "auth_user",
        {
            **dict.fromkeys(("password", "first_name", "last_name", "email"), ""),
            "username": name,
            "is_superuser": False,
            "is_staff": False,
            "is_active": True,
            "date_joined": "2026-06-01T12:00Z",
        },
    )


def insert(table: str, values: Mapping[str, Any]) -> int:
    """Insert one row; returns its id."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values.values()))
        return int(cursor.fetchone()[0])


@dataclass(frozen=True)
class TwoAgencies:
    """Two agencies that have rows in every table."""

    own: int
    other: int


def plant_two_agencies() -> TwoAgencies:
    """Two agencies with one row at least in every table."""
    agencies = TwoAgencies(make_agency("Costa Blava").pk, make_agency("Tatra Chalets").pk)
    for agency_id in (agencies.own, agencies.other):
        for table in tables_of_agencies():
            plant(table, agency_id)
    return agencies
