"""Moments in time: S1–S6, with `zoneinfo`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.reference.solutions import CALENDAR_DAYS, ELAPSED, Moment

if TYPE_CHECKING:
    from tests.reference.world import Situation


@dataclass(frozen=True)
class Anchor:
    instant: datetime
    local: datetime
    """The wished local date and time (naive), which need not exist."""
    zone: ZoneInfo
    """The zone that `local` is in."""

    @property
    def date(self) -> date:
        return self.local.date()


def to_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """S6: in a gap shifted forward by the gap, in an overlap the earlier: `fold=0` is both (PEP 495)."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def local_anchor(local: datetime, zone: ZoneInfo) -> Anchor:
    return Anchor(to_instant(local, zone), local, zone)


def instant_anchor(instant: datetime, zone: ZoneInfo) -> Anchor:
    return Anchor(instant.astimezone(UTC), to_local(instant, zone), zone)


def arrival_anchor(seen: Situation) -> Anchor:
    facts, zone = seen.facts, seen.property_zone
    if facts.starts_at:
        return instant_anchor(facts.starts_at, zone)
    return local_anchor(datetime.combine(facts.arrival, facts.property.check_in), zone)


def departure_anchor(seen: Situation) -> Anchor:
    facts, zone = seen.facts, seen.property_zone
    if facts.ends_at:
        return instant_anchor(facts.ends_at, zone)
    return local_anchor(datetime.combine(facts.departure, facts.property.check_out), zone)


def stay_anchor(name: str, seen: Situation, clock: ZoneInfo) -> Anchor | None:
    """The anchor of that name (events have their own); None when the booking has no such moment."""
    if name == "booked":
        return instant_anchor(seen.facts.booked_at, clock)
    if name == "arrival":
        return arrival_anchor(seen)
    if name in ("departure", "last_visit"):
        return departure_anchor(seen)
    day = seen.facts.payment_due
    return local_anchor(datetime.combine(day, datetime.min.time()), seen.agency.zone) if day else None


def planned_instant(anchor: Anchor, moment: Moment, clock: ZoneInfo, extra_days: int = 0) -> datetime:
    """P of one occurrence; `extra_days` is how far a repetition has gone, on the local calendar."""
    if moment.unit in ELAPSED:
        first = anchor.instant + moment.offset * ELAPSED[moment.unit]
        if not extra_days:
            return first
        return to_instant(to_local(first, clock) + timedelta(days=extra_days), clock)
    days = moment.offset * CALENDAR_DAYS[moment.unit] + extra_days
    day = anchor.date + timedelta(days=days)
    if moment.at is None:
        return to_instant(datetime.combine(day, anchor.local.time()), anchor.zone)
    return to_instant(datetime.combine(day, moment.at), clock)


def clock_zone(clock: str, seen: Situation) -> tuple[ZoneInfo, str]:
    """S5: the zone of a solution's clock, and where it was found."""
    if clock == "guest":
        guest = seen.facts.guest
        if guest.zone:
            return guest.zone, "guest"
        only = only_zone(guest.country)
        if only:
            return only, "country"
    if clock in ("guest", "property") and seen.facts.property.zone:
        return seen.facts.property.zone, "property"
    return seen.agency.zone, "agency"


@cache
def only_zone(country: str | None) -> ZoneInfo | None:
    """The zone of a country (ISO 3166, two letters) that has exactly one."""
    names = _zones_by_country().get(country or "", [])
    return ZoneInfo(names[0]) if len(names) == 1 else None


@cache
def _zones_by_country() -> dict[str, list[str]]:
    zones: dict[str, list[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            zones.setdefault(country, []).append(name)
    # Büsingen keeps Berlin's time; nobody would call Germany a country of two zones.
    zones["DE"].remove("Europe/Busingen")
    return zones
