"""The public hotel bookings as a world, by the map of the README beside the data; `python -m` counts."""

from __future__ import annotations

import csv
import gzip
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.reference.moments import to_instant
from tests.reference.run import simulate
from tests.reference.solutions import read_solutions
from tests.reference.world import Agency, Booking, Change, Facts, Person, Portal, Property, World

ZONE = ZoneInfo("Europe/Lisbon")
AGENCY = Agency(zone=ZONE)
FIRST, LAST = date(2013, 1, 1), date(2017, 12, 31)
FILE = "hotel_bookings_arrivals_2015-07_to_2016-12.csv.gz"
STATUSES = {"Check-Out": "completed", "Canceled": "cancelled", "No-Show": "no_show"}
LANGUAGES = {"ESP": "es", "SVK": "sk", "CZE": "cs", "DNK": "da", "DEU": "de", "AUT": "de"}
OWNERS = {"Resort Hotel": "owner-resort@example.com", "City Hotel": "owner-city@example.com"}
MONTHS = {date(2000, n, 1).strftime("%B"): n for n in range(1, 13)}
NOON = time(12)


def shared_folder() -> Path:
    """The shared data, beside the project or where HOSPES_SHARED says."""
    beside = Path(__file__).resolve().parents[2] / ".." / "shared"
    return Path(os.environ.get("HOSPES_SHARED", beside)) / "data" / "bookings"


@dataclass
class HotelBookings:
    """Reads rows into bookings as a simulation receives them; `refused` counts rows with a negative total."""

    refused: list[int] = field(default_factory=list)
    properties: dict[str, Property] = field(default_factory=dict)
    portals: dict[str, Portal] = field(default_factory=dict)

    def from_file(self, path: Path) -> Iterator[Booking]:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            yield from self.from_rows(csv.DictReader(lines))

    def from_rows(self, rows: Iterable[Mapping[str, str]]) -> Iterator[Booking]:
        for number, row in enumerate(rows, start=1):
            facts = self._facts(row, number)
            if facts.total < 0:
                self.refused.append(number)
            else:
                yield _booking(f"R{number}", facts, row)

    def _facts(self, row: Mapping[str, str], number: int) -> Facts:
        month = MONTHS[row["arrival_date_month"]]
        arrival = date(int(row["arrival_date_year"]), month, int(row["arrival_date_day_of_month"]))
        nights = int(row["stays_in_weekend_nights"]) + int(row["stays_in_week_nights"])
        total = (Decimal(row["adr"]) * nights).quantize(Decimal("0.01"))
        hotel, portal = row["hotel"], row["market_segment"]
        return Facts(
            status="confirmed",
            booked_at=_noon(arrival - timedelta(days=int(row["lead_time"]))),
            arrival=arrival,
            departure=arrival + timedelta(days=nights),
            property=self.properties.setdefault(hotel, Property(hotel)),
            portal=self.portals.setdefault(portal, Portal(portal)),
            adults=_number(row["adults"]),
            children=_number(row["children"]) + _number(row["babies"]),
            total=total,
            paid=total if row["deposit_type"].strip() == "Non Refund" else Decimal(0),
            people={
                "guest": _guest(number, row["country"]),
                "owner": Person(OWNERS[hotel], name=f"Owner of {hotel}"),
            },
        )


def _guest(number: int, country: str) -> Person:
    language = LANGUAGES.get(country, "en")
    return Person(f"guest-{number}@example.com", language=language, name=f"Guest R{number}")


def _booking(reference: str, facts: Facts, row: Mapping[str, str]) -> Booking:
    """Received as confirmed at `booked_at`; takes its status at `status_at`, or at once."""
    status_at = max(_noon(date.fromisoformat(row["reservation_status_date"])), facts.booked_at)
    later = Change(status_at, replace(facts, status=STATUSES[row["reservation_status"]]))
    return Booking(reference, (Change(facts.booked_at, facts), later))


def _noon(day: date) -> datetime:
    return to_instant(datetime.combine(day, NOON), ZONE)


def _number(text: str) -> int:
    return 0 if text in ("NA", "NULL", "") else int(float(text))


def main(solutions: Path) -> None:
    """Prints the messages of the acceptance run, by solution."""
    source = HotelBookings()
    world = World(AGENCY, source.from_file(shared_folder() / FILE))
    messages = simulate(world, read_solutions(solutions), FIRST, LAST)
    for name, count in sorted(Counter(m.solution for m in messages).items()):
        print(f"{name:30} {count:>8}   late {sum(m.late for m in messages if m.solution == name):>8}")
    print(f"{'all':30} {len(messages):>8}   refused rows {len(source.refused)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shared_folder() / "solutions.yaml")
