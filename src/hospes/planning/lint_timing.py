"""Problems of a solution's time: after its own deadline, or always in quiet hours. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from hospes.planning.alternatives import Alternative
from hospes.planning.definitions import ELAPSED_UNITS, Definition, Moment
from hospes.planning.problems import Problem

DAY = 24 * 60
_MINUTES = {"minutes": 1, "hours": 60, "days": DAY, "weeks": 7 * DAY, "months": 30 * DAY}
_AFTER_DEPARTURE = Moment("departure", 14, "days", None)
_AT_ARRIVAL = Moment("arrival", 0, "minutes", None)
_AT_DEPARTURE = Moment("departure", 0, "minutes", None)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Local times that rules meet: the latest check-in and check-out, and the agency's quiet hours."""

    check_in: time
    check_out: time
    quiet: tuple[time, time] | None


def timing_problems(
    definition: Definition, alternatives: Sequence[Alternative], clocks: Clocks
) -> Iterator[Problem]:
    """What is wrong with the time of a solution, as far as the rule alone tells.

    Args:
        definition: the solution.
        alternatives: its conditions in normal form; bounds of nights and lead count.
        clocks: the agency's local times.
    """
    if _is_after_deadline(definition, alternatives, clocks):
        yield Problem("after_deadline", "solution", definition.name)
    quiet, at = _quiet_hours(definition, clocks), definition.trigger.at
    if quiet and at and _lies_in(at, quiet):
        values = {"at": f"{at:%H:%M}", "since": f"{quiet[0]:%H:%M}", "until": f"{quiet[1]:%H:%M}"}
        yield Problem("always_quiet", "solution", definition.name, values)


def _is_after_deadline(definition: Definition, alternatives: Sequence[Alternative], clocks: Clocks) -> bool:
    trigger = definition.trigger
    deadline = definition.deadline or _usual_deadline(definition, clocks)
    if deadline is None:
        return False
    between = _days_between(trigger, deadline.anchor, alternatives)
    if between is None:
        return False
    return between * DAY + _place(trigger, clocks) >= _place(deadline, clocks)


def _usual_deadline(definition: Definition, clocks: Clocks) -> Moment | None:
    """The deadline by S10, where the rule alone tells it."""
    trigger = definition.trigger
    if trigger.anchor == "booked":
        return _AT_ARRIVAL
    if trigger.anchor == "departure":
        return _AFTER_DEPARTURE if _place(trigger, clocks) >= _place(_AT_DEPARTURE, clocks) else None
    if trigger.anchor == "arrival" and _place(trigger, clocks) >= _place(_AT_ARRIVAL, clocks):
        return _AT_DEPARTURE
    return None


def _days_between(trigger: Moment, other: str, alternatives: Sequence[Alternative]) -> int | None:
    """Days by which the trigger's anchor lies after the other at the least; None when nobody knows."""
    anchor = trigger.anchor
    if anchor == other:
        return 0 if anchor in ("booked", "arrival", "departure", "payment_due") else None
    column, sign = _BOUNDS.get((anchor, other), ("", 0))
    bounds = [alternative.get(column) for alternative in alternatives]
    if column == "nights_min":
        fewest = 0 if trigger.offset < 0 else 1
        return min((bound or fewest for bound in bounds), default=fewest)
    known = [bound for bound in bounds if bound is not None]
    return sign * max(known) if known and len(known) == len(bounds) else None


_BOUNDS: Mapping[tuple[str, str], tuple[str, int]] = {
    ("departure", "arrival"): ("nights_min", 1),
    ("arrival", "departure"): ("nights_max", -1),
    ("booked", "arrival"): ("lead_max", -1),
}


def _place(moment: Moment, clocks: Clocks) -> int:
    """Minutes from the beginning of the anchor's day; a booking is taken to come in at its beginning."""
    anchors = {"arrival": clocks.check_in, "departure": clocks.check_out}
    anchor = _minutes(anchors.get(moment.anchor, time()))
    shift = moment.offset * _MINUTES[moment.unit]
    if moment.unit in ELAPSED_UNITS or moment.at is None:
        return anchor + shift
    return shift + _minutes(moment.at)


def _quiet_hours(definition: Definition, clocks: Clocks) -> tuple[time, time] | None:
    quiet = definition.quiet
    if quiet.mode == "own" and quiet.start and quiet.end:
        return quiet.start, quiet.end
    return clocks.quiet if quiet.mode == "inherit" else None


def _lies_in(at: time, quiet: tuple[time, time]) -> bool:
    since, until = quiet
    return since <= at < until if since < until else since != until and (at >= since or at < until)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
