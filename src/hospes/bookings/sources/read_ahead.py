"""Makes the next batch while the last one is being stored."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def batches_ahead(items: Iterator[T], size: int) -> Iterator[Iterator[list[T]]]:
    """Lists of `size` items, of which one is made ahead in a thread of its own.

    While the database works on a batch, reading goes on, so that two processors are used.
    Errors of reading are raised where the batch would have come. Leaving the context ends the thread, also
    when not everything was taken.

    Args:
        items: is read by the thread only; must not use the database.
        size: items in a batch; at most three batches are in memory.
    """
    ready: Queue[list[T] | BaseException] = Queue(maxsize=1)
    left = Event()

    def put(what: list[T] | BaseException) -> bool:
        while not left.is_set():
            try:
                ready.put(what, timeout=0.1)
            except Full:
                continue
            return True
        return False

    def read() -> None:
        try:
            while batch := list(islice(items, size)):
                if not put(batch):
                    return
            put([])
        except BaseException as error:
            put(error)

    thread = Thread(target=read, name="read ahead", daemon=True)
    thread.start()
    try:
        yield _taken(ready)
    finally:
        left.set()
        thread.join()


def _taken(ready: "Queue[list[T] | BaseException]") -> Iterator[list[T]]:
    while batch := ready.get():
        if isinstance(batch, BaseException):
            raise batch
        yield batch
