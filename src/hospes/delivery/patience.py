"""Repeats a transaction while the database is away; for work that may safely be done twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

LONGEST = 45.0
Result = TypeVar("Result")
log = structlog.get_logger(__name__)


def patiently(work: Callable[[], Result]) -> Result:
    """Do `work`; when the connection to the database breaks, reconnect and do it again, for 45 s at most.

    Inside a transaction of the caller it is done once: what came before would be lost.

    Raises:
        OperationalError, InterfaceError: the database did not come back in time.
    """
    ends_at = time.monotonic() + LONGEST
    wait = 0.1
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() + wait > ends_at:
                raise
            log.warning("database_away", error=type(error).__name__)
            connection.close()
            Event().wait(wait)
            wait = min(wait * 2, 2.0)
