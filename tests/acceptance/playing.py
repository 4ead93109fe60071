"""The acceptance run: real bookings through the commands, every message beside the independent reference."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.cli.running import Said
from tests.reference.compare import TOLERANCE, Differences, compare, read_outbox
from tests.reference.hotel_data import AGENCY, FILE, FIRST, LAST, HotelBookings, shared_folder
from tests.reference.run import simulate
from tests.reference.solutions import read_solutions
from tests.reference.world import World

SOLUTIONS = shared_folder() / "solutions.yaml"
OTHER_SOLUTIONS = Path(__file__).with_name("other_solutions.yaml")
TIMED_SOLUTIONS = Path(__file__).with_name("timed_solutions.yaml")
BOOKINGS = shared_folder() / FILE

Hospes = Callable[..., Said]


@dataclass(frozen=True)
class Played:
    """What the product was given, said and wrote."""

    bookings: Path
    solutions: Path
    outbox: Path
    imported: Any
    simulated: Any


def every_nth_row(count: int, target: Path) -> Path:
    """A file with every `count`-th row of the real bookings."""
    with (
        gzip.open(BOOKINGS, "rt", encoding="utf-8", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as sample,
    ):
        rows = csv.reader(source)
        writer = csv.writer(sample)
        writer.writerow(next(rows))
        writer.writerows(row for number, row in enumerate(rows) if number % count == 0)
    return target


def play(hospes: Hospes, bookings: Path, solutions: Path, *, outbox: Path) -> Played:
    """Import bookings and solutions into an empty agency and simulate all of their time.

    Args:
        hospes: runs one command of the product.
        bookings: rows of the public hotel data.
        solutions: a YAML file.
        outbox: where the messages go.
    """
    name = f"Hotels {solutions.stem.replace('_', ' ')}"
    slug = done(hospes("agency", "create", name, "--timezone", "Europe/Lisbon", "--json")).json["slug"]
    agency = ("--agency", slug, "--json")
    imported = done(
        hospes("import", "bookings", str(bookings), "--map", "hotel-booking-demand", *agency)
    ).json
    done(hospes("solutions", "import", str(solutions), *agency))
    days = ("--from", FIRST.isoformat(), "--to", LAST.isoformat())
    simulated = done(hospes("simulate", *days, "--outbox", str(outbox), *agency)).json
    return Played(bookings, solutions, outbox, imported, simulated)


def differences(played: Played, tolerance: timedelta = TOLERANCE) -> Differences:
    """Where the messages of the product differ from those of the reference."""
    source = HotelBookings()
    opened = gzip.open if played.bookings.suffix == ".gz" else open
    with opened(played.bookings, "rt", encoding="utf-8", newline="") as lines:
        world = World(AGENCY, source.from_rows(csv.DictReader(lines)))
        expected = simulate(world, read_solutions(played.solutions), FIRST, LAST)
    return compare(expected, read_outbox(played.outbox), tolerance=tolerance)


def done(said: Said) -> Said:
    """What a command said that did what it should."""
    assert said.code == 0, said.err
    return said
