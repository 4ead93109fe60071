"""Random worlds whose messages get in each other's way: quiet hours, crowds of a minute, caps and bundles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.reference.strategies import CLOCK_TIMES, RandomWorld, number, one_of, worlds
from tests.reference.world import Booking, Facts

HOURS = st.tuples(CLOCK_TIMES, CLOCK_TIMES) | one_of((time(21), time(9)), (time(9), time(21)))
AT = ("10:00", "10:00", "10:01", "21:30", "12:00")
"""Few, so that they meet."""


@cache
def timed_worlds() -> st.SearchStrategy[RandomWorld]:
    """A world of one booking: the reference knows the messages of one at a time."""
    return _timed_worlds()


@st.composite
def _timed_worlds(draw: st.DrawFn) -> RandomWorld:
    world = draw(worlds())
    entries = [timed(draw, dict(entry)) for entry in world.entries]
    twins = [timed(draw, {**entry, "name": f"{entry['name']} again"}, entry["trigger"]) for entry in entries]
    return replace(
        world,
        agency=replace(world.agency, quiet_hours=draw(HOURS) if draw(number(0, 1)) else None),
        bookings=(alone(world.bookings[0]),),
        entries=(*entries, *twins),
        sides=("",) * (2 * len(entries)),
    )


def timed(draw: st.DrawFn, entry: dict[str, Any], trigger: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The entry for nearly every booking, with quiet hours, at one of the times at which all go."""
    quiet = draw(one_of("inherit", "own", "none", "own"))
    start, end = (f"{one:%H:%M}" for one in draw(HOURS))
    return {
        **entry,
        "trigger": trigger or meeting(draw, entry["trigger"]),
        "conditions": {"statuses": []} if draw(number(0, 3)) < 3 else entry["conditions"],
        "applies_to": "existing",
        "sends_late_existing": True,
        "kind": draw(one_of("transactional", "service", "transactional", "marketing")),
        "late": "bundle" if draw(number(0, 2)) == 2 else entry["late"],
        "purpose": draw(one_of("one", "two", "three", "four", "arrival_info", "confirmation")),
        "quiet_hours": {"from": start, "to": end} if quiet == "own" else quiet,
        "notifications": [{**line, "channels": ["email"]} for line in entry["notifications"]],
        "active": True,
    }


def meeting(draw: st.DrawFn, trigger: Mapping[str, Any]) -> Mapping[str, Any]:
    return trigger if trigger["unit"] in ("minutes", "hours") else {**trigger, "at": draw(one_of(*AT))}


def alone(booking: Booking) -> Booking:
    """The booking as if its guest had no other, and as if nobody were just paying."""
    return replace(
        booking, changes=tuple(replace(change, facts=by_itself(change.facts)) for change in booking.changes)
    )


def by_itself(facts: Facts) -> Facts:
    return replace(facts, next_booked_at=None, continues=False, goes_on=False, is_paying=False)
