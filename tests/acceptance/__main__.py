"""`python -m tests.acceptance [N]`: all real bookings (or every N-th), all solutions, message by message."""

from __future__ import annotations

import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from time import perf_counter

from tests.acceptance.playing import (
    BOOKINGS,
    OTHER_SOLUTIONS,
    SOLUTIONS,
    Played,
    differences,
    done,
    every_nth_row,
    play,
)
from tests.cli.running import Said, command


def run(folder: Path, count: int) -> int:
    """Plays both files of solutions in an installation of its own; returns the number of differences."""
    bookings = BOOKINGS if count == 1 else every_nth_row(count, folder / "rows.csv")
    hospes = partial(_command, folder / "var")
    done(hospes("migrate"))
    total = 0
    for solutions in (SOLUTIONS, OTHER_SOLUTIONS):
        begin = perf_counter()
        played = play(hospes, bookings, solutions, outbox=folder / f"{solutions.stem}.jsonl")
        total += _report(played, perf_counter() - begin)
    return total


def _command(var: Path, *words: str) -> Said:
    return command(words, var)


def _report(played: Played, seconds: float) -> int:
    found = differences(played)
    done_by_product = played.simulated
    print(f"{played.solutions.name}: {done_by_product['bookings']:,} bookings, {seconds:.0f} s in all")
    for name, number in done_by_product["by_solution"].items():
        print(f"{number:>9,}  {name}")
    speed = done_by_product.get("messages_per_second")
    print(f"{done_by_product['messages']:>9,}  messages" + (f", {speed:,} a second" if speed else ""))
    print(found)
    return found.count


if __name__ == "__main__":
    if not BOOKINGS.exists():
        sys.exit(f"There are no real bookings at {BOOKINGS}: set HOSPES_SHARED to the shared folder.")
    place = Path(tempfile.mkdtemp(prefix="hospes-acceptance-"))
    try:
        sys.exit(1 if run(place, int(sys.argv[1]) if len(sys.argv) > 1 else 1) else 0)
    finally:
        shutil.rmtree(place, ignore_errors=True)
