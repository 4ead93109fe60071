"""Writes a set of named rows so that each is there afterwards, whoever wrote it first."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connection

from hospes.bookings.rows import to_json
from hospes.kit.errors import Conflict

ROUNDS = 5


class Saved(NamedTuple):
    """The id of a row, and whether saving it *added* it, *changed* it or left it the *same*."""

    id: int
    outcome: str


def save_rows(statement: str, rows: Mapping[str, Mapping[str, Any]], **parameters: Any) -> dict[str, Saved]:
    """Run a saving statement until every key has its id.

    A row that another transaction adds between our look and our insert is not seen by the statement that met
    it, but by the next one.

    Args:
        statement: takes `rows` and gives (key, id, outcome) for each it knows or added.
        rows: key → columns.
        parameters: the statement's other parameters.

    Raises:
        Conflict: others add and remove the same rows all the time.
    """
    saved: dict[str, Saved] = {}
    for _ in range(ROUNDS):
        missing = [{"key": key, **rows[key]} for key in sorted(rows.keys() - saved.keys())]
        if not missing:
            return saved
        with connection.cursor() as cursor:
            cursor.execute(statement, {**parameters, "rows": to_json(missing)})
            saved |= {key: Saved(id, outcome) for key, id, outcome in cursor.fetchall()}
    if rows.keys() - saved.keys():
        raise Conflict("Somebody else is changing the same records: try again.")
    return saved
