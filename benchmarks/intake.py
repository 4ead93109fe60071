# ruff: noqa: PLC0415 - what needs Django set up is imported after the set-up
"""B8, import part: a CSV file of 20,000 bookings, received and planned by five solutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench import Measured, side_by_side
from benchmarks.plan import NOW, execute, solution

ROUNDS = 3
RULES = (
    ("Confirmation", "confirmation", {"anchor": "booked", "offset": 0, "unit": "minutes"}),
    ("Arrival", "arrival_info", {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}),
    ("Payment", "payment", {"anchor": "arrival", "offset": -14, "unit": "days", "at": "10:00"}),
    ("Review", "review_request", {"anchor": "departure", "offset": 1, "unit": "days", "at": "10:00"}),
    ("Welcome", "welcome", {"anchor": "arrival", "offset": 1, "unit": "hours"}),
)
HEADER = (
    "reference,status,portal,property,owner_name,owner_email,guest_name,guest_email,guest_phone,guest_language,"
    "guest_country,booked_at,arrival,departure,adults,total,paid,tags\n"
)


def write_file(path: Path, n: int) -> None:
    """A file of bookings of as many guests in forty properties of eight owners."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        file.writelines(_line(place) for place in range(n))


def _line(place: int) -> str:
    arrival = date(2026, 6, 1) + timedelta(days=place % 300)
    cells = (
        f"R{place}", "confirmed", f"Portal {place % 4}", f"House {place % 40}", f"Owner {place % 8}",
        f"owner-{place % 8}@example.com", f"Guest {place}", f"guest-{place}@example.com",
        f"+34612{place % 1_000_000:06d}", "es", "ES", "2026-05-01T07:30:00Z", f"{arrival}",
        f"{arrival + timedelta(days=3)}", "2", f"{300 + place % 700}.00", "0", f"spring|{place % 5}",
    )  # fmt: skip
    return ",".join(cells) + "\n"


def make_agency() -> int:
    """A new agency with five solutions; returns its id."""
    from hospes.agencies.create_agencies import create_agency
    from hospes.content.save_templates import save_templates
    from hospes.planning.save_solutions import save_solutions

    name = f"Intake {next(_NUMBERS)}"
    agency = create_agency(name, timezone="Europe/Madrid", currency="EUR", languages=["en"], now=NOW)
    save_templates(agency.pk, [{"name": "words", "versions": {"en": {"text": "Hello"}}}], now=NOW)
    save_solutions(agency.pk, [solution(*rule) for rule in RULES], now=NOW, by="bench")
    return int(agency.pk)


_NUMBERS = count(1)


def read_only(path: Path) -> None:
    """Read and check every row, take in none."""
    from hospes.bookings.sources.read_csv import Defaults, open_csv

    text, bookings = open_csv(path, Defaults("Europe/Madrid", "EUR"))
    with text:
        for row in bookings.rows():
            assert row.facts is not None, row.reason


def import_file(path: Path, *, planned: bool) -> None:
    """Import the file into a new agency; `planned` False only receives."""
    from hospes.bookings.facts import BookingFacts, Origin
    from hospes.bookings.import_bookings import import_bookings
    from hospes.bookings.receive_bookings import Received, receive_bookings
    from hospes.engine.take_in_bookings import take_in_bookings

    agency_id = make_agency()

    def take_in(facts: Sequence[BookingFacts]) -> Sequence[Received]:
        if planned:
            return take_in_bookings(agency_id, facts, now=NOW, origin=Origin.IMPORT).received
        return receive_bookings(agency_id, facts, now=NOW, origin=Origin.IMPORT)

    report = import_bookings(agency_id, path, now=NOW, take_in=take_in)
    assert report.created == report.rows, report


def copier() -> tuple[Callable[[], None], Callable[[], None]]:
    """The baseline: COPY of the same rows into a table like that of bookings; and what makes it ready."""
    from django.db import connection

    rows: list[bytes] = []

    def prepare() -> None:
        execute("CREATE TABLE IF NOT EXISTS copied (LIKE bookings_booking INCLUDING ALL)", "TRUNCATE copied")
        if not rows:
            newest = "SELECT max(agency_id) FROM bookings_booking"
            last = f"SELECT * FROM bookings_booking WHERE agency_id = ({newest})"
            connection.ensure_connection()
            with connection.connection.cursor().copy(f"COPY ({last}) TO STDOUT") as out:
                rows.extend(bytes(block) for block in out)

    def copy() -> None:
        with connection.connection.cursor().copy("COPY copied FROM STDIN") as into:
            for row in rows:
                into.write(row)

    return copy, prepare


def run(scale: float) -> list[Measured]:
    """Reading, receiving, the whole import and the baseline in turn."""
    n = max(100, int(20_000 * scale))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bookings.csv"
        write_file(path, n)
        import_file(path, planned=True)
        copy, prepare = copier()
        found = side_by_side(
            ROUNDS,
            ("copy the same rows", copy, prepare),
            ("read only", lambda: read_only(path), None),
            ("read and receive", lambda: import_file(path, planned=False), None),
            ("B8 import", lambda: import_file(path, planned=True), None),
        )
    speed = n / sorted(found["B8 import"])[ROUNDS // 2]
    return [
        Measured("copy the same rows", n, found["copy the same rows"]),
        Measured("read only", n, found["read only"], "copy the same rows"),
        Measured("read and receive", n, found["read and receive"], "copy the same rows"),
        Measured("B8 import", n, found["B8 import"], "copy the same rows", "≥ 3,000/s", f"{speed:,.0f}/s"),
    ]
