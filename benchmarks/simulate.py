"""B5: play the real hotel bookings with five solutions from the first booking to the last message."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import yaml
from django.db import connection

from benchmarks.bench import Measured, timed
from hospes.agencies.create_agencies import create_agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.import_bookings import ImportOptions, import_bookings
from hospes.bookings.receive_bookings import Received, receive_bookings
from hospes.bookings.sources.maps import load_map
from hospes.content.save_templates import save_templates
from hospes.engine.simulate import Simulated, simulate
from hospes.planning.save_solutions import save_solutions
from tests.acceptance.playing import BOOKINGS, SOLUTIONS, every_nth_row
from tests.reference.hotel_data import FIRST, LAST

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
GOAL = "≥ 5,000 messages/s, ≤ 500 MB"


def run(scale: float) -> list[Measured]:
    """One run over all bookings, or every n-th for a smaller scale; the note has the rate and the memory."""
    agency_id = make_agency(scale)
    done: list[Simulated] = []
    seconds = timed(lambda: done.append(simulate(agency_id, since=FIRST, until=LAST, sink=drop)))
    count = done[0].messages
    note = f"{count / seconds:,.0f} messages/s, {memory():.0f} MB with its PostgreSQL session"
    return [Measured("simulate", count, (seconds,), goal=GOAL, note=note)]


def drop(message: Mapping[str, object]) -> None:
    """A sink that keeps nothing."""


def make_agency(scale: float) -> int:
    """An agency with the hotel bookings, imported but not planned, and the five solutions."""
    agency = create_agency("Hotels", timezone="Europe/Lisbon", currency="EUR", languages=["en"], now=NOW)
    rows = BOOKINGS if scale >= 1 else every_nth_row(round(1 / scale), Path("var/bench/rows.csv"))

    def take_in(facts: list[BookingFacts]) -> list[Received]:
        return receive_bookings(agency.id, facts, now=NOW, origin=Origin.IMPORT)

    options = ImportOptions(column_map=load_map("hotel-booking-demand"))
    import_bookings(agency.id, rows, now=NOW, take_in=take_in, options=options)  # type: ignore[arg-type]
    written = yaml.safe_load(SOLUTIONS.read_text(encoding="utf-8"))
    save_templates(agency.id, written["templates"], now=NOW)
    save_solutions(agency.id, written["solutions"], now=NOW, by="benchmark")
    return agency.id


def memory() -> float:
    """Megabytes at most of this process, and now of its PostgreSQL session without shared buffers."""
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:  # another machine's server
        return ours
    return ours + int(status.split("RssAnon:")[1].split()[0]) / 1024
