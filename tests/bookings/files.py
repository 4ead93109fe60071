"""Short ways to make CSV files and import them in tests."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.import_bookings import ImportOptions, ImportReport, import_bookings
from hospes.bookings.receive_bookings import Received, receive_bookings
from tests.making import NOW

HEADER = "reference,status,portal,property,guest_name,guest_email,booked_at,arrival,departure,total"


def row(reference: str, /, **changes: str) -> str:
    """One line of a file with HEADER."""
    cells = dict(
        zip(
            HEADER.split(","),
            (
                reference,
                "confirmed",
                "Web",
                "Casa Mar",
                "Anna",
                f"{reference}@example.com",
                "2026-04-01T10:00",
                "2026-06-12",
                "2026-06-19",
                "700.00",
            ),
            strict=True,
        )
    )
    return ",".join((cells | changes).values())


def write(folder: Path, *lines: str | bytes, header: str = HEADER, name: str = "stays.csv") -> Path:
    """A file of lines, in UTF-8 where they are text."""
    path = folder / name
    path.write_bytes(
        b"".join((each if isinstance(each, bytes) else each.encode()) + b"\n" for each in (header, *lines))
    )
    return path


class Taking:
    """Receives what an import gives, and can stop in the middle as a crash would."""

    def __init__(self, agency: Agency, *, now: datetime = NOW, stop_at: int | None = None) -> None:
        self.agency, self.now, self.stop_at = agency, now, stop_at
        self.batches: list[list[str]] = []

    def __call__(self, facts: Sequence[BookingFacts]) -> list[Received]:
        received = receive_bookings(self.agency.id, facts, now=self.now, origin=Origin.IMPORT)
        if len(self.batches) == self.stop_at:
            raise KeyboardInterrupt
        self.batches.append([one.reference for one in facts])
        return received


def import_file(agency: Agency, path: Path, taking: Taking | None = None, **options: Any) -> ImportReport:
    """Import a file, by default in batches of two rows."""
    chosen = replace(ImportOptions(batch=2), **options)
    return import_bookings(agency.id, path, now=NOW, take_in=taking or Taking(agency), options=chosen)


def rejected_rows(path: Path) -> list[dict[str, str]]:
    """What stands in the file of refused rows beside `path`."""
    with path.with_name("stays.rejected.csv").open(
        encoding="utf-8", errors="surrogateescape", newline=""
    ) as file:
        return list(csv.DictReader(file))
