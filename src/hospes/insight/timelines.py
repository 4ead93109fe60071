"""The life of a solution on a time line: what stands where, as numbers and words. Pure.

Read from a solution as it is written (the YAML schema), for the pictures in the documents and on pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import copysign, log1p
from typing import Any

AXIS: Mapping[str, tuple[str, ...]] = {
    "booked": ("booked", "arrival", "departure"),
    "arrival": ("booked", "arrival", "departure"),
    "departure": ("arrival", "departure", "later"),
    "payment_due": ("booked", "payment_due", "arrival"),
    "last_visit": ("departure", "later"),
}
"""The moments that are drawn for each anchor, in order."""
LABELS = {
    "booked": "Booked",
    "arrival": "Arrival",
    "departure": "Departure",
    "payment_due": "Payment due",
    "last_visit": "Last visit",
    "later": "",
}
NOUNS = {
    "booked": "booking",
    "event:booked": "the booking",
    "event:pending": "the pre-booking",
    "event:confirmed": "the confirmation",
    "event:rejected": "the rejection",
    "event:cancelled": "the cancellation",
    "event:reinstated": "the reinstatement",
    "event:moved": "the move",
    "event:paid": "the payment",
    "event:payment_failed": "the failed payment",
    "event:completed": "the completion",
    "event:no_show": "the no-show",
    "event:review_received": "the review",
}
"""What comes after “after”, where that is another word than the moment's own."""
DAYS = {"minutes": 1 / 1440, "hours": 1 / 24, "days": 1, "weeks": 7, "months": 30}
LEFT, RIGHT = 70.0, 690.0
_STRETCH, _LEAST = 34.0, 26.0
_MOST_MARKS = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the line: how far from the left, and what is written at it."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn.

    Attributes:
        moments: of the booking, in order.
        messages: when something goes; only the first has a label.
        end: where it becomes too late, with what is then; None when that lies outside the picture.
        notes: sentences below the picture.
    """

    moments: tuple[Mark, ...]
    messages: tuple[Mark, ...]
    end: Mark | None
    notes: tuple[str, ...]


def timeline_of(solution: Mapping[str, Any]) -> Timeline:
    """The time line of a solution.

    Args:
        solution: an entry of the YAML schema that has been checked.
    """
    trigger = solution["trigger"]
    anchor = "departure" if trigger["anchor"] == "last_visit" else str(trigger["anchor"])
    moments = _moments(str(trigger["anchor"]))
    places = dict(zip(_axis(str(trigger["anchor"])), (mark.x for mark in moments), strict=True))
    first = DAYS[str(trigger.get("unit", "days"))] * int(trigger.get("offset", 0))
    repeat = solution.get("repeat") or {}
    days = [first + n * repeat.get("every_days", 0) for n in range(min(repeat.get("times", 1), _MOST_MARKS))]
    points = [min(places[anchor] + _distance(day), RIGHT - 4) for day in days]
    messages = [Mark(points[0], when(trigger)), *(Mark(x, "") for x in points[1:])]
    return Timeline(moments, tuple(messages), _end(solution, places, first), _notes(solution))


def when(trigger: Mapping[str, Any]) -> str:
    """A trigger in words: `3 days before arrival at 15:00`."""
    anchor = str(trigger["anchor"])
    name = anchor.removeprefix("event:").replace("_", " ")
    offset, unit = int(trigger.get("offset") or 0), str(trigger.get("unit") or "days")
    at = f" at {trigger['at']}" if trigger.get("at") else ""
    if not offset:
        return f"on the day of {NOUNS.get(anchor, name)}{at}" if at else f"at once, when {name}"
    side = "before" if offset < 0 else "after"
    count = f"{abs(offset)} {unit.removesuffix('s') if abs(offset) == 1 else unit}"
    return f"{count} {side} {NOUNS.get(anchor, name)}{at}"


def _axis(anchor: str) -> tuple[str, ...]:
    return AXIS.get(anchor) or ("booked", anchor, "later")


def _moments(anchor: str) -> tuple[Mark, ...]:
    names = _axis(anchor)
    step = (RIGHT - LEFT) / (len(names) - 1)
    shown = {**LABELS, "departure": "Last visit"} if anchor == "last_visit" else LABELS
    return tuple(
        Mark(LEFT + at * step, shown.get(name) or name.removeprefix("event:").replace("_", " ").capitalize())
        if name != "later"
        else Mark(LEFT + at * step, "")
        for at, name in enumerate(names)
    )


def _distance(days: float) -> float:
    """How far days are drawn: the first ones wide apart, later ones ever closer."""
    return copysign(max(_LEAST, _STRETCH * 1.6 * log1p(abs(days))), days) if days else 0.0


def _end(solution: Mapping[str, Any], places: Mapping[str, float], first: float) -> Mark | None:
    own = solution.get("deadline")
    if own and own["anchor"] in places:
        days = DAYS[str(own.get("unit", "days"))] * int(own.get("offset", 0))
        return Mark(places[own["anchor"]] + _distance(days), f"too late: {when(own)}")
    name = _built_in_end(solution, first)
    return Mark(places[name], f"too late: {LABELS[name].lower()}") if name in places else None


def _built_in_end(solution: Mapping[str, Any], first: float) -> str:
    """The moment that ends it when it says nothing else (S10); empty when that is none of the booking."""
    anchor, recipe = str(solution["trigger"]["anchor"]), solution.get("recipe")
    if anchor == "booked" or (anchor == "arrival" and first < 0):
        return "departure" if recipe == "instructions" else "arrival"
    if anchor == "arrival" or (anchor == "departure" and first < 0):
        return "departure"
    return ""


def _notes(solution: Mapping[str, Any]) -> tuple[str, ...]:
    notes = [_repeats(solution), _late(solution), _stops(solution)]
    return tuple(note for note in notes if note)


def _repeats(solution: Mapping[str, Any]) -> str:
    repeat = solution.get("repeat")
    return f"Again every {repeat['every_days']} days, {repeat['times']} times in all." if repeat else ""


def _late(solution: Mapping[str, Any]) -> str:
    late, is_ahead = solution.get("late", "send_now"), int(solution["trigger"].get("offset") or 0) < 0
    known = "Booked later than that" if is_ahead else "Known only later"
    if isinstance(late, Mapping):
        return f"{known}: it still goes within {late['send_if_within']}, then not any more."
    then = {
        "send_now": "it goes at once.",
        "skip": "it is left out.",
        "bundle": "it goes together with what else is late.",
    }
    return f"{known}: {then[str(late)]}"


def _stops(solution: Mapping[str, Any]) -> str:
    anchor = str(solution["trigger"]["anchor"])
    if solution.get("recipe") == "pending_payment" or anchor == "payment_due":
        return "It ends when the booking is paid or cancelled."
    if solution.get("recipe") == "review_request":
        return "It ends when a review is there."
    if anchor == "last_visit":
        return "It ends when the guest books again."
    if anchor.startswith("event:"):
        return "Two days after its moment it is too late."
    return ""
