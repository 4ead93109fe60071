"""A loop of the worker: does a step, waits for the bell or for its time, and never gives up."""

import threading
from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, connection

log = structlog.get_logger(__name__)

LONGEST = 5.0
BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0)


class Loop(threading.Thread):
    """One stage of the engine in a thread of its own, with its own database connection.

    A step returns the seconds until it wants to look again; the bell cuts the wait short. A step that fails
    is recorded and tried again, at most five seconds later: a database that is away for hours, or a poisonous
    row, must not end the worker.
    """

    def __init__(self, name: str, step: Callable[[], float], stopping: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.step = step
        self.stopping = stopping
        self.bell = threading.Event()
        self.failures = 0

    def run(self) -> None:
        """Step until told to stop."""
        while not self.stopping.is_set():
            self.bell.clear()  # before the step: what rings during it is looked at right after
            self.bell.wait(min(self.turn(), LONGEST))
        connection.close()

    def turn(self) -> float:
        """One step; returns the seconds to wait."""
        try:
            pause = self.step()
        except (OperationalError, InterfaceError) as error:
            log.warning(
                "database_away", loop=self.name, failures=self.failures + 1, kind=type(error).__name__
            )
        except Exception:
            log.exception("loop_failed", loop=self.name, failures=self.failures + 1)
        else:
            self.failures = 0
            return max(pause, 0.0)
        connection.close()
        self.failures += 1
        return BACKOFF[min(self.failures, len(BACKOFF)) - 1]
