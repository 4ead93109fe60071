"""A season of the demo agency: 1,500 bookings around a day, and everything that happens to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hospes.cli.demo.bookings import choose_portal, write_row
from hospes.cli.demo.dice import Dice
from hospes.cli.demo.lives import Happening, Life
from hospes.cli.demo.people import Guest, invent_guest
from hospes.cli.demo.places import Agency, read_agency
from hospes.cli.demo.visits import Visit, at, imagine_visits

SIZE = 1500
"""Bookings in a season."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Season:
    """The demo agency with its bookings.

    Attributes:
        seed: what the dice were thrown with.
        now: the morning of the season's day, 09:00 in the agency's zone; all bookings were made before it.
        agency: settings, members, portals, owners, agents, properties.
        bookings: each as it was first reported, in canonical columns, in the order of `booked_at`.
        happenings: what happens to them afterwards, in order, also after `now`.
    """

    seed: int
    now: datetime
    agency: Agency
    bookings: tuple[Row, ...]
    happenings: tuple[Happening, ...]

    def rows_at(self, moment: datetime) -> list[Row]:
        """The bookings as a portal would list them at an aware instant, with all changes up to then."""
        told: dict[tuple[str, str], dict[str, str]] = {}
        for happening in self.happenings:
            if happening.at <= moment:
                told.setdefault((happening.portal, happening.reference), {}).update(happening.details)
        return [
            {**row, **told.get((row["portal"], row["reference"]), {})}
            for row in self.bookings
            if datetime.fromisoformat(row["booked_at"]) <= moment
        ]


def make_season(seed: int, today: date) -> Season:
    """The season around a day; the same for the same seed and day on every machine.

    Args:
        seed: any whole number; another one gives other bookings of the same agency.
        today: the agency's local date; arrivals lie from about 240 days before it to 300 days after.

    Returns:
        1,500 bookings made before 09:00 of that day, in every status, and their lives.
    """
    agency = read_agency()
    now = at(today, "09:00", agency)
    visits = _thinned(imagine_visits(seed, agency, now), Dice(seed, "thin"))
    guests = _guests(seed, visits)
    bookings: list[Row] = []
    happenings: list[Happening] = []
    for number, (visit, guest) in enumerate(zip(visits, guests, strict=True)):
        dice = Dice(seed, "booking", visit.place.name, visit.check_in.isoformat())
        portal = choose_portal(visit, agency, dice)
        row = write_row(visit, guest, portal, agency=agency, number=number, dice=dice)
        bookings.append(row)
        happenings += Life(visit, row, dice).tell()
    return Season(seed, now, agency, tuple(bookings), tuple(sorted(happenings, key=_order)))


def _order(happening: Happening) -> tuple[datetime, str, str, str]:
    return happening.at, happening.portal, happening.reference, happening.kind


def _thinned(visits: Sequence[Visit], dice: Dice) -> list[Visit]:
    """Exactly `SIZE` of them, chosen by chance, in the same order."""
    kept = sorted(sorted(range(len(visits)), key=lambda _: dice.share())[:SIZE])
    return [visits[index] for index in kept]


def _guests(seed: int, visits: Sequence[Visit]) -> list[Guest]:
    """Who comes: mostly new people, some who were there before, some who stay on."""
    dice, guests = Dice(seed, "guests"), list[Guest]()
    last: dict[str, tuple[date, Guest]] = {}
    for number, visit in enumerate(visits):
        before = last.get(visit.place.name)
        if visit.continues and before is not None and before[0] == visit.arrival:
            guest = before[1]
        elif guests and dice.falls(0.1):
            guest = guests[dice.below(len(guests))]
        else:
            guest = invent_guest(seed, number)
        guests.append(guest)
        last[visit.place.name] = (visit.departure, guest)
    return guests
