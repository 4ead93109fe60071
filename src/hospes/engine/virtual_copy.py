"""A copy of one agency on which time can be played: temporary tables of the same names, one session long."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.base import ServerBindingCursor

FOLLOWING = ("bookings_booking", "bookings_event", "bookings_payment", "planning_task", "dispatch_message")
"""Tables that start empty: what happens on the virtual clock fills them."""
EMPTY = ("delivery_attempt", "delivery_receipt", "dispatch_attachment", "bookings_review", *FOLLOWING)
COPIED = (
    "bookings_person",
    "bookings_portal",
    "bookings_property",
    "content_template",
    "content_templateversion",
    "planning_messagegroup",
    "planning_groupproperty",
    "planning_solution",
    "planning_alternative",
    "planning_notification",
    "planning_promopool",
    "planning_promocode",
    "channels_connection",
)
"""Tables that the engine may write to, or whose rows a simulation must not lock, with the agency's rows."""

BUFFERS = "128MB"
SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_mergejoin": "off",
    "join_collapse_limit": "1",
    "jit": "off",
}


@contextmanager
def virtual_copy(agency_id: int) -> Iterator[None]:
    """Play on a copy: until the end every unqualified name of this session means the copy.

    PostgreSQL looks into a session's temporary tables first, so the very statements of the engine work on the
    copy; the real rows cannot be reached by them. The connections of the copy all lead to the built-in
    outbox. The copy vanishes at the end, and with the session in any case.

    Limits: one at a time per session; autovacuum does not see temporary tables, so long simulations call
    `refresh_statistics` now and then.
    """
    _widen_buffers()
    with connection.cursor() as cursor:
        for table in (*COPIED, *EMPTY):
            cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING ALL)")
    try:
        for table in COPIED:
            _copy_rows(table, agency_id)
        _deliver_to_outbox()
        _keep_free_codes()
        refresh_statistics()
        with _small_batches():
            yield
    finally:
        _drop()


def _widen_buffers() -> None:
    """Give the session memory for temporary tables; PostgreSQL allows it only before the first of them."""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('temp_buffers', %s, false)", [BUFFERS])


@contextmanager
def _small_batches() -> Iterator[None]:
    """Let the session plan each statement once, for few rows that are found by indexes.

    Thousands of instants run the same statements over tables that grow from nothing: planning them again and
    again costs more than running them, and statistics of a table that was empty mislead.
    """
    raw = connection.connection
    before = raw.cursor_factory, raw.prepare_threshold
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    raw.cursor_factory, raw.prepare_threshold = ServerBindingCursor, 1
    try:
        yield
    finally:
        raw.cursor_factory, raw.prepare_threshold = before
        if not (raw.closed or connection.needs_rollback):
            with connection.cursor() as cursor:
                cursor.execute("; ".join(f"RESET {name}" for name in SETTINGS))


def refresh_statistics(tables: tuple[str, ...] = (*COPIED, *FOLLOWING)) -> None:
    """Tell PostgreSQL's planner how many rows the copy has by now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(f'pg_temp.{table}' for table in tables)}")


def _copy_rows(table: str, agency_id: int) -> None:
    """Copy the agency's rows with their ids, and let new rows be numbered after them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO pg_temp.{table} SELECT * FROM public.{table} WHERE agency_id = %s", [agency_id]
        )
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('pg_temp.{table}', 'id'), coalesce(max(id), 0) + 1)"
            f" FROM pg_temp.{table}"
        )


def _deliver_to_outbox() -> None:
    """Let every connection of the copy lead to the outbox: the same channels as in reality, and no wire."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_temp.channels_connection SET provider = 'outbox', paused_until = NULL")


def _keep_free_codes() -> None:
    """Leave the codes that real tasks have: a task of the copy may bear the number of one of them."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_temp.planning_promocode WHERE task_id IS NOT NULL")


def _drop() -> None:
    """Drop the copy, unless the session or its transaction is broken, which drops it anyway."""
    if connection.connection is None or connection.connection.closed or connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {', '.join(f'pg_temp.{table}' for table in (*COPIED, *EMPTY))}")
