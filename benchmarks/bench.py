"""The harness: measure side by side in one run, print one table, keep the figures as JSON."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """Some runs of one thing. `seconds` is one number per run; `n` how many items each run did."""

    name: str
    n: int
    seconds: tuple[float, ...]
    baseline: str = ""
    goal: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def percentile(self, part: float) -> float:
        """The value that this part of the runs does not exceed, 0 < part ≤ 1."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def timed(work: Callable[[], Any]) -> float:
    """Seconds that one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def side_by_side(
    times: int, *works: tuple[str, Callable[[], Any], Callable[[], Any] | None]
) -> dict[str, tuple[float, ...]]:
    """Run several works in turn, so that a noisy moment hits all of them alike.

    Args:
        times: rounds.
        works: name, the work, and what makes everything ready before it (not measured).
    """
    seconds: dict[str, list[float]] = {name: [] for name, _, _ in works}
    for _ in range(times):
        for name, work, prepare in works:
            if prepare:
                prepare()
            seconds[name].append(timed(work))
    return {name: tuple(values) for name, values in seconds.items()}


@contextmanager
def database(name: str) -> Iterator[None]:
    """Set Django up on an empty, migrated database of an embedded server of its own.

    HOSPES_BENCH_URL names another one, which is emptied. DATABASE_URL is left alone: it may hold real data.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospes.config.settings")
    url = os.environ.get("HOSPES_BENCH_URL")
    if not url:
        from hospes.config import embedded  # noqa: PLC0415 — only where no server is named

        url = embedded.start(ROOT / "var" / "bench-pg", name)
    os.environ["DATABASE_URL"] = url
    import django  # noqa: PLC0415 — set up once the database is known
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    yield
    connection.close()


def table(figures: Sequence[Measured]) -> str:
    """The figures as text: what, n, median, min–max, per item, ratio to the baseline in the same run."""
    medians = {figure.name: figure.median for figure in figures}
    head = ("what", "n", "median", "min – max", "per item", "ratio", "goal", "note")
    rows = [head, *(_row(figure, medians) for figure in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in rows)  # fmt: skip


def _row(figure: Measured, medians: dict[str, float]) -> tuple[str, ...]:
    ratio = f"{figure.median / medians[figure.baseline]:.2f} × {figure.baseline}" if figure.baseline else ""
    span = f"{show(min(figure.seconds))} – {show(max(figure.seconds))}"
    each = show(figure.median / figure.n) if figure.n else ""
    return figure.name, f"{figure.n:,}", show(figure.median), span, each, ratio, figure.goal, figure.note


def show(seconds: float) -> str:
    """Seconds in a unit that fits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-6:.1f} µs"


def keep(name: str, figures: Sequence[Measured]) -> Path:
    """Write the figures to `var/bench/<name>.json`."""
    path = ROOT / "var" / "bench" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) | {"median": figure.median} for figure in figures], indent=1))
    return path
