"""Two workers: threads with a database connection each, that can be let loose at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connection

Work = Callable[[], object]
LONGEST = 60.0


class TwoWorkers:
    """Two threads that live, with their connections, as long as this object is in use."""

    def __init__(self) -> None:
        self.threads = [ThreadPoolExecutor(1), ThreadPoolExecutor(1)]
        self.barrier = Barrier(2)

    def together(self, one: Work, other: Work) -> None:
        """Let both begin at the same moment; returns when both have ended, raises what either raised."""
        ends = [
            thread.submit(self._begin, work) for thread, work in zip(self.threads, (one, other), strict=True)
        ]
        errors = [error for error in (end.exception(LONGEST) for end in ends) if error]
        if errors:
            raise errors[0]

    def _begin(self, work: Work) -> None:
        self.barrier.wait(LONGEST)
        work()

    def end(self) -> None:
        """Close both connections and threads."""
        for thread in self.threads:
            thread.submit(close_connection).result(LONGEST)
            thread.shutdown()


def close_connection() -> None:
    """Close the connection of the thread that calls."""
    connection.close()


@contextmanager
def two_workers() -> Iterator[TwoWorkers]:
    """Two workers that end with the block."""
    workers = TwoWorkers()
    try:
        yield workers
    finally:
        workers.end()
