"""Do a transaction again when the database took it back to end a deadlock."""

from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

log = structlog.get_logger(__name__)
Result = TypeVar("Result")
TRIES = 3


def try_again(work: Callable[[], Result]) -> Result:
    """Run a whole transaction, up to three times when it deadlocks; the last failure is the caller's.

    Two transactions that lock the same bookings in different order wait for each other; PostgreSQL ends one
    of them, and nothing of it has happened. Inside a larger transaction there is nothing to repeat.
    """
    for left in reversed(range(TRIES)):
        try:
            return work()
        except OperationalError as error:
            is_deadlock = isinstance(error.__cause__, DeadlockDetected)
            if not is_deadlock or not left or connection.in_atomic_block:
                raise
            log.warning("deadlock_ended", tries_left=left)
    raise AssertionError("unreachable")
