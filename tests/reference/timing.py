"""The moment of going: quiet hours, order, distance, caps and bundles (S7, S9, S21, S22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.reference.moments import (
    arrival_anchor,
    clock_zone,
    departure_anchor,
    only_zone,
    to_instant,
    to_local,
)
from tests.reference.plan import Task
from tests.reference.recipients import Recipient, reached
from tests.reference.solutions import Solution
from tests.reference.world import Situation

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SPACE = 2 * MINUTE
FRESH = 10 * MINUTE
ADVERTS_A_STAY = 3
OWN_ACTIONS = ("paid", "review_received")


@dataclass(frozen=True)
class Pair:
    """A task with its solution."""

    solution: Solution
    task: Task

    def journey(self, seen: Situation) -> tuple[datetime, bool, int, int]:
        """The order of a booking's messages: nothing comes before what follows from the booking itself."""
        planned, booked = self.task.planned_at, seen.facts.booked_at
        return max(planned, booked), planned < booked, self.solution.order, self.task.occurrence

    @property
    def bundle(self) -> object:
        """Tasks with equal bundles become one message (S9)."""
        if not (self.task.late and self.solution.late == "bundle"):
            return self.task.solution, self.task.occurrence
        lines = {(str(line.to), line.channels) for line in self.solution.notifications}
        return self.solution.kind == "marketing", frozenset(lines)


# ── Quiet hours ────────────────────────────────────────────────────────────────────────────────
def quiet_hours(pair: Pair, seen: Situation, instant: datetime) -> tuple[datetime, datetime] | None:
    """The quiet hours that have not ended at the instant: those it lies in, else the next ones."""
    quiet = _hours_of(pair.solution, seen)
    who = next(reached(pair.solution, seen), None)
    if quiet is None or quiet[0] == quiet[1]:
        return None
    if who and _answers_the_guest(pair, seen, who):
        return None
    zone = zone_of(who, seen, instant)
    today = to_local(instant, zone).date()
    for day in (today - DAY, today, today + DAY):
        start = to_instant(datetime.combine(day, quiet[0]), zone)
        end = to_instant(datetime.combine(day + DAY * (quiet[1] < quiet[0]), quiet[1]), zone)
        if end > instant:
            return start, end
    raise AssertionError("the quiet hours of tomorrow end after now")


def quiet_around(pair: Pair, seen: Situation, instant: datetime) -> tuple[datetime, datetime] | None:
    """The quiet hours that the instant lies in."""
    hours = quiet_hours(pair, seen, instant)
    return hours if hours and hours[0] <= instant else None


def _hours_of(solution: Solution, seen: Situation) -> tuple[time, time] | None:
    quiet = seen.agency.quiet_hours if solution.quiet_hours == "inherit" else solution.quiet_hours
    return None if isinstance(quiet, str) else quiet


def _answers_the_guest(pair: Pair, seen: Situation, who: Recipient) -> bool:
    """S22: what follows within ten minutes of the guest's own action."""
    if who.role not in ("guest", "client"):
        return False
    trigger, due, booked = pair.solution.trigger, pair.task.due_at, seen.facts.booked_at
    actions = [booked] if trigger.anchor == "booked" else []
    actions += [
        e.at for e in seen.events if e.kind == trigger.event and (e.kind in OWN_ACTIONS or e.at == booked)
    ]
    return any(timedelta(0) <= due - at <= FRESH for at in actions)


def zone_of(who: Recipient | None, seen: Situation, instant: datetime) -> ZoneInfo:
    """The recipient's clock, for a guest that of the property during the stay."""
    if who is None:
        return seen.agency.zone
    if who.role == "guest":
        stays = arrival_anchor(seen).instant <= instant < departure_anchor(seen).instant
        return seen.property_zone if stays else clock_zone("guest", seen)[0]
    return who.person.zone or only_zone(who.person.country) or seen.agency.zone


def put_before_quiet_hours(pair: Pair, seen: Situation) -> datetime:
    """S22, when planning: the minute before the quiet hours that would last to the deadline."""
    due, deadline = pair.task.due_at, pair.task.deadline
    hours = quiet_around(pair, seen, max(due, pair.task.planned_at))
    if hours and deadline and hours[1] >= deadline:
        return hours[0] - MINUTE if hours[0] - MINUTE >= seen.now else due
    return max(due, pair.task.planned_at)


def quiet_verdict(pair: Pair, seen: Situation, now: datetime) -> datetime | None:
    """S22, when it is due: now, a later instant to look again, or None for never."""
    planned_at, deadline = pair.task.planned_at, pair.task.deadline
    hours = quiet_around(pair, seen, max(now, planned_at))
    ends_in_time = hours is None or deadline is None or hours[1] < deadline
    if planned_at > now and (ends_in_time or (hours and hours[0] <= now and pair.solution.is_critical)):
        return planned_at
    if hours is None or hours[0] > now:
        return now
    if ends_in_time:
        return hours[1]
    return now if pair.solution.is_critical else None


# ── Caps ───────────────────────────────────────────────────────────────────────────────────────
def next_day(pair: Pair, seen: Situation, now: datetime) -> datetime:
    """The first minute of the recipient's next day that is not quiet."""
    quiet = _hours_of(pair.solution, seen)
    zone = zone_of(next(reached(pair.solution, seen), None), seen, now)
    tomorrow = to_local(now, zone).date() + DAY
    first = time()
    if quiet and (quiet[0] > quiet[1] or quiet[0] == time()):
        first = quiet[1]
    return to_instant(datetime.combine(tomorrow, first), zone)


def is_same_day(pair: Pair, seen: Situation, instants: Iterable[datetime], now: datetime) -> bool:
    """Whether one of the instants lies on the recipient's today."""
    zone = zone_of(next(reached(pair.solution, seen), None), seen, now)
    return any(to_local(at, zone).date() == to_local(now, zone).date() for at in instants)


# ── Distance ───────────────────────────────────────────────────────────────────────────────────
def latest(pair: Pair, seen: Situation, now: datetime) -> datetime | None:
    """The instant before which it must go: the deadline, or the quiet hours that last to it."""
    deadline, hours = pair.task.deadline, quiet_hours(pair, seen, now)
    if deadline and hours and hours[1] >= deadline:
        return min(hours[0], deadline)
    return deadline
