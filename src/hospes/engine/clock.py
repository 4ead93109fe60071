"""The engine's clock: the database's own, so that machines whose clocks differ agree on what is due."""

from datetime import datetime

from django.db import connection


def read_clock() -> datetime:
    """The instant by the database's clock, aware, UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row: tuple[datetime] = cursor.fetchone()
        return row[0]
