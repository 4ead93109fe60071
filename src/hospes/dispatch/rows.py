"""Runs statements with parameters bound by the server, and gives rows back by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def bound_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor of Django's connection that sends parameters beside the statement instead of inside it.

    Measured for arrays of messages: 6 µs a row in Python instead of 100, and half the time in PostgreSQL.
    Errors are Django's.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def rows_of(statement: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rows that a statement returns, each as a dict by column."""
    with bound_cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
