"""Who could stay where and when: a calendar for every property without two guests in one bed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hospes.cli.demo.dice import Dice
from hospes.cli.demo.places import Agency, Property, Slots

_BACK, _AHEAD = 240, 320
_LENGTHS = [(1, 4), (2, 17), (3, 19), (4, 15), (5, 11), (6, 6), (7, 20), (8, 2), (10, 4), (14, 2), (21, 1)]
_LEADS = [((0, 0), 5), ((1, 3), 9), ((4, 14), 15), ((15, 45), 22), ((46, 120), 29), ((121, 300), 20)]
_BUSY = (0.5, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0, 0.9, 0.75, 0.6, 0.6)


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay or appointment that somebody booked.

    Attributes:
        arrival: local date of the property; `departure` likewise, the same day for appointments.
        starts_at: the appointment's own time, aware; None for stays. `ends_at` likewise.
        booked_at: when it was booked, aware, in the agency's zone.
        free_days: days after it on which nobody else comes; room to move.
        continues: the guest stays on from the visit before.
    """

    property: Property
    arrival: date
    departure: date
    booked_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    free_days: int = 0
    continues: bool = False

    @property
    def nights(self) -> int:
        """Nights; 0 for appointments."""
        return (self.departure - self.arrival).days

    @property
    def check_in(self) -> datetime:
        """When it begins, as an aware instant."""
        return self.starts_at or at(self.arrival, self.property.check_in, self.property)

    @property
    def check_out(self) -> datetime:
        """When it ends, as an aware instant."""
        return self.ends_at or at(self.departure, self.property.check_out, self.property)


def at(day: date, clock: str, place: Property | Agency) -> datetime:
    """The local time "HH:MM" on a day, in the zone of a property or the agency."""
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=place.zone)


def imagine_visits(seed: int, agency: Agency, now: datetime) -> list[Visit]:
    """Every visit of the season that was booked by `now`, in the order of booking.

    Those who book early fill the calendar far ahead, those who book late only the next days, as in real life.
    """
    visits: list[Visit] = []
    for each in agency.properties:
        imagine = _appointments if each.slots else _stays
        visits += imagine(each, agency, Dice(seed, each.name), now.astimezone(agency.zone).date())
    return sorted((each for each in visits if each.booked_at <= now), key=_order)


def _order(visit: Visit) -> tuple[datetime, str, datetime]:
    return visit.booked_at, visit.property.name, visit.check_in


def _stays(home: Property, agency: Agency, dice: Dice, today: date) -> Iterator[Visit]:
    arrival, continues = today - timedelta(days=_BACK - dice.below(14)), False
    while arrival < today + timedelta(days=_AHEAD):
        departure = arrival + timedelta(days=dice.weighted(_LENGTHS))
        gap = 0 if dice.falls(0.4) else int(dice.share() * 5 / _BUSY[departure.month - 1])
        booked_at = _booked_at(at(arrival, home.check_in, home), agency, dice)
        yield Visit(home, arrival, departure, booked_at, free_days=gap, continues=continues)
        continues = gap == 0 and dice.falls(0.05)
        arrival = departure + timedelta(days=gap)


def _appointments(place: Property, agency: Agency, dice: Dice, today: date) -> Iterator[Visit]:
    slots = place.slots
    assert slots is not None
    for offset in range(-_BACK, _AHEAD // 3):
        day = today + timedelta(days=offset)
        if day.weekday() in slots.weekdays:
            for clock in slots.times:
                yield from _slot(place, agency, dice, at(day, clock, place))


def _slot(place: Property, agency: Agency, dice: Dice, starts_at: datetime) -> Iterator[Visit]:
    slots: Slots | None = place.slots
    assert slots is not None
    if dice.falls(slots.load * _BUSY[starts_at.month - 1]):
        day, ends_at = starts_at.date(), starts_at + timedelta(minutes=slots.minutes)
        yield Visit(place, day, day, _booked_at(starts_at, agency, dice), starts_at, ends_at)


def _booked_at(check_in: datetime, agency: Agency, dice: Dice) -> datetime:
    least, most = dice.weighted(_LEADS)
    days = dice.between(least, most)
    early = timedelta(days=days, minutes=dice.between(-480 if days else 75, 840))
    return (check_in.astimezone(agency.zone) - early).replace(second=dice.below(60))
