"""A bar that shows how far long work is, where a person watches."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hospes.cli.writing import is_terminal


@contextmanager
def bar(what: str, total: Callable[[], int]) -> Iterator[Callable[[int], None]]:
    """A function that moves the bar to a number; without a terminal it does nothing.

    Args:
        what: the words before the bar.
        total: how much there is to do; asked only when the bar is shown.
    """
    if not is_terminal():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=total())
        yield lambda done: shown.update(task, completed=done)


def count_rows(file: Path) -> int:
    """About how many rows a CSV file has: its lines without the header."""
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        return max(sum(block.count(b"\n") for block in iter(lambda: lines.read(1 << 20), b"")) - 1, 1)
