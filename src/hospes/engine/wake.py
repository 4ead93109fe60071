"""Wake the workers."""

from django.db import connection

CHANNEL = "hospes_wake"


def wake() -> None:
    """Tell every worker that there may be something to do; it counts when the running transaction commits.

    A lost wake-up only costs time: workers look by themselves every few seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
