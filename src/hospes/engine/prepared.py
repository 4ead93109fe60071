"""Let the session remember how to run statements that come again and again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

AFTER = 2
"""A statement is prepared when it comes for the third time."""


@contextmanager
def prepared_statements() -> Iterator[None]:
    """Prepare statements on the server instead of having each planned anew.

    For work that runs the same few statements all day, one row at a time: planning them costs more than
    running them. Django binds parameters in Python by default, which can never be prepared.
    """
    connection.ensure_connection()
    raw = connection.connection
    before = raw.cursor_factory, raw.prepare_threshold
    raw.cursor_factory, raw.prepare_threshold = ServerBindingCursor, AFTER
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold = before


FEW = 50
"""Rows up to which looking each one up by an index is the better plan, whatever the size of the tables."""
_BY_INDEX = """
    SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true)"""


def look_up_by_index() -> None:
    """For the rest of the transaction: find rows one by one.

    PostgreSQL cannot see how many rows a parameter holds; expecting a hundred, it reads a table of ten
    thousand bookings from end to end to change one (measured: 3 ms instead of 0.5).
    """
    with connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
