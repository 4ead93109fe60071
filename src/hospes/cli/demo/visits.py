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

    place: Property
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
        return self.starts_at or at(self.arrival, self.place.check_in, self.place)

    @property
    def check_out(self) -> datetime:
        """When it ends, as an aware instant."""
        return self.ends_at or at(self.departure, self.place.check_out, self.place)


def at(day: date, clock: str, place: Property | Agency) -> datetime:
    """The local time "HH:MM" on a day, in the zone of a property or the agency."""
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=place.zone)


def imagine_visits(seed: int, agency: Agency, now: datetime) -> list[Visit]:
    """Every visit of the season that was booked by `now`, in the order of booking.

    Those who book early fill the calendar far ahead, those who book late only the next days, as in real life.
    """
    today = now.astimezone(agency.zone).date()
    visits: list[Visit] = []
    for each in agency.properties:
        calendar = _Calendar(each, agency, Dice(seed, each.name))
        visits += calendar.appointments(each.slots, today) if each.slots else calendar.stays(today)
    return sorted((each for each in visits if each.booked_at <= now), key=_order)


def _order(visit: Visit) -> tuple[datetime, str, datetime]:
    return visit.booked_at, visit.place.name, visit.check_in


class _Calendar:
    """The calendar of one property."""

    def __init__(self, place: Property, agency: Agency, dice: Dice) -> None:
        self._place = place
        self._agency = agency
        self._dice = dice

    def stays(self, today: date) -> Iterator[Visit]:
        dice, place = self._dice, self._place
        arrival, continues = today - timedelta(days=_BACK - dice.below(14)), False
        while arrival < today + timedelta(days=_AHEAD):
            departure = arrival + timedelta(days=dice.weighted(_LENGTHS))
            gap = 0 if dice.falls(0.4) else int(dice.share() * 5 / _BUSY[departure.month - 1])
            booked_at = self._booked_at(at(arrival, place.check_in, place))
            yield Visit(place, arrival, departure, booked_at, free_days=gap, continues=continues)
            continues = gap == 0 and dice.falls(0.05)
            arrival = departure + timedelta(days=gap)

    def appointments(self, slots: Slots, today: date) -> Iterator[Visit]:
        days = (today + timedelta(days=offset) for offset in range(-_BACK, _AHEAD // 3))
        for day in days:
            if day.weekday() in slots.weekdays:
                for clock in slots.times:
                    yield from self._appointment(slots, day, clock)

    def _appointment(self, slots: Slots, day: date, clock: str) -> Iterator[Visit]:
        if self._dice.falls(slots.load * _BUSY[day.month - 1]):
            starts_at = at(day, clock, self._place)
            booked_at = self._booked_at(starts_at)
            yield Visit(
                self._place, day, day, booked_at, starts_at, starts_at + timedelta(minutes=slots.minutes)
            )

    def _booked_at(self, check_in: datetime) -> datetime:
        least, most = self._dice.weighted(_LEADS)
        days = self._dice.between(least, most)
        early = timedelta(days=days, minutes=self._dice.between(-480 if days else 75, 840))
        return (check_in.astimezone(self._agency.zone) - early).replace(second=self._dice.below(60))
