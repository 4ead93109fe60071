"""What can happen to bookings, solutions and tasks: values that Hypothesis draws, and their verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from hospes.agencies.tenancy import acting_for
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.facts import Origin
from hospes.bookings.models import Booking
from hospes.bookings.move_bookings import Dates, move_booking
from hospes.bookings.receive_bookings import Received
from hospes.bookings.record_payments import PaymentFacts, record_payment
from hospes.bookings.reinstate_bookings import reinstate_booking
from hospes.engine.change_solutions import change_solutions
from hospes.engine.take_in_bookings import take_in_bookings, touched
from hospes.kit.errors import Refused
from hospes.planning.hold_task import hold_task, release_task, skip_task
from hospes.planning.models import Solution, Task
from hospes.planning.plan_solutions import plan_solutions
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.run_task import retry_task, run_task_now
from hospes.planning.switch_solutions import switch_solution
from tests.properties.season import SOLUTIONS, facts_of

REFERENCES = ("B1", "B2", "B3")


@dataclass(frozen=True)
class Change:
    """Something that happens: a kind, and numbers whose meaning the kind gives."""

    kind: str
    which: int
    value: int = 0


def perform(agency_id: int, change: Change, *, now: datetime) -> None:
    """Let it happen through the product's verbs; what the product refuses with a sentence does not happen."""
    try:
        KINDS[change.kind](agency_id, change, now)
    except Refused:
        return


def receive(agency_id: int, change: Change, now: datetime) -> None:
    facts = facts_of(REFERENCES[change.which % len(REFERENCES)], change.value, booked_at=now)
    take_in_bookings(agency_id, [facts], now=now, origin=Origin.LIVE)


def receive_all(agency_id: int, change: Change, now: datetime) -> None:
    """A feed brings all bookings at once, in an order of its own."""
    order = REFERENCES if change.which % 2 else REFERENCES[::-1]
    facts = [facts_of(reference, change.value + n, booked_at=now) for n, reference in enumerate(order)]
    take_in_bookings(agency_id, facts, now=now, origin=Origin.FEED)


def by_hand(
    verb: Callable[[int, int, Change, datetime], Received],
) -> Callable[[int, Change, datetime], None]:
    """A change of one booking by hand, planned in the same transaction."""

    def run(agency_id: int, change: Change, now: datetime) -> None:
        bookings = list(
            Booking.objects.filter(agency_id=agency_id).order_by("id").values_list("id", flat=True)
        )
        if not bookings:
            return
        with acting_for(agency_id):
            received = verb(agency_id, bookings[change.which % len(bookings)], change, now)
            ids = touched([received])
            if ids:
                plan_tasks(agency_id, now=now, booking_ids=ids)

    return run


def move(agency_id: int, booking_id: int, change: Change, now: datetime) -> Received:
    arrival = now.date() + timedelta(days=change.value % 6)
    dates = Dates(arrival, arrival + timedelta(days=1 + change.value % 4))
    return move_booking(agency_id, booking_id, dates, now=now)


def cancel(agency_id: int, booking_id: int, change: Change, now: datetime) -> Received:
    return cancel_booking(agency_id, booking_id, now=now, by="guest")


def reinstate(agency_id: int, booking_id: int, change: Change, now: datetime) -> Received:
    return reinstate_booking(agency_id, booking_id, now=now)


def pay(agency_id: int, booking_id: int, change: Change, now: datetime) -> Received:
    amount = Decimal(100 * (1 + change.value % 3))
    payment = PaymentFacts(f"P{change.value}", amount, "EUR", now)
    return record_payment(agency_id, booking_id, payment, now=now)


def edit(agency_id: int, change: Change, now: datetime) -> None:
    """Save a solution with another offset, another lateness or other words."""
    name = SOLUTIONS[change.which % len(SOLUTIONS)]["name"]
    stored = Solution.objects.get(agency_id=agency_id, name=name)
    written: dict[str, Any] = dict(stored.definition)
    trigger: Mapping[str, Any] = written["trigger"]
    if change.value % 3 == 0:
        written["late"] = "skip" if written.get("late") != "skip" else "send_now"
    elif change.value % 3 == 1:
        step = -1 if trigger["anchor"] == "arrival" else 1
        written["trigger"] = {**trigger, "offset": step * (1 + change.value % 4)}
    else:
        written["minutes_saved"] = change.value % 7
    change_solutions(agency_id, {"solutions": [written]}, now=now, by="test")


def switch(agency_id: int, change: Change, now: datetime) -> None:
    solutions = list(Solution.objects.filter(agency_id=agency_id).order_by("id"))
    chosen = solutions[change.which % len(solutions)]
    with acting_for(agency_id):
        switch_solution(agency_id, chosen.id, on=not chosen.is_active, now=now, by="test")
        plan_solutions(agency_id, [chosen.id], now=now)


STEERING: tuple[Callable[[int, int, datetime], object], ...] = (
    lambda agency_id, task_id, now: hold_task(agency_id, task_id, now=now),
    lambda agency_id, task_id, now: release_task(agency_id, task_id, now=now, by="test"),
    lambda agency_id, task_id, now: skip_task(agency_id, task_id, now=now),
    lambda agency_id, task_id, now: run_task_now(agency_id, task_id, now=now, by="test"),
    lambda agency_id, task_id, now: retry_task(agency_id, task_id, now=now, by="test"),
)


def steer(agency_id: int, change: Change, now: datetime) -> None:
    """A person's hand on one task."""
    tasks = list(Task.objects.filter(agency_id=agency_id).order_by("id").values_list("id", flat=True))
    if tasks:
        with acting_for(agency_id):
            STEERING[change.value % len(STEERING)](agency_id, tasks[change.which % len(tasks)], now)


KINDS: dict[str, Callable[[int, Change, datetime], None]] = {
    "receive": receive,
    "receive all": receive_all,
    "move": by_hand(move),
    "cancel": by_hand(cancel),
    "reinstate": by_hand(reinstate),
    "pay": by_hand(pay),
    "edit": edit,
    "switch": switch,
    "steer": steer,
}

SMALL = st.integers(0, 11)
# What changes bookings is drawn more often than what changes rules.
CHANGES = st.builds(
    Change,
    st.sampled_from(
        ("receive", "receive", "receive all", "move", "move", "cancel", "reinstate", "pay", "edit", "switch")
        + ("steer",) * 2
    ),
    st.integers(0, 40),
    SMALL,
)
