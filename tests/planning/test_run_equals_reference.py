"""What goes, and when, is what the reference says: quiet hours, crowds, caps and bundles in random worlds."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, given, seed, settings

from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.planning.test_plan_equals_reference import is_ordered, storable
from tests.planning.worlds import Planted, plant, show
from tests.reference.run import BookingRun, simulate_booking
from tests.reference.solutions import SolutionFile
from tests.reference.strategies import RandomWorld
from tests.reference.timed_strategies import timed_worlds
from tests.reference.timing import Pair, quiet_around
from tests.reference.world import situations

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("HOSPES_WORLDS", "400")) // 2
LOOKS = 300
"""More than any world needs: who looks more often waits for ever."""


def random_worlds() -> list[RandomWorld]:
    """The same in every run."""
    drawn: list[RandomWorld] = []

    @seed(7)
    @settings(max_examples=WORLDS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(timed_worlds())
    def collect(world: RandomWorld) -> None:
        if is_ordered(world):
            drawn.append(storable(world))

    collect()
    return drawn


def live_through(world: RandomWorld, planted: Planted) -> None:
    """All that happens to the world's booking, and after it until nothing is left to do."""
    for seen in situations(world.agency, world.bookings[0]):
        work_until(planted, seen.now)
        booking_id = show(planted, seen)
        plan_tasks(planted.agency.pk, now=seen.now, booking_ids=[booking_id])
    work_until(planted, None)


def work_until(planted: Planted, end: datetime | None) -> None:
    """Execute what is due before `end`, each at its own instant; everything when there is no end."""
    waiting = Task.objects.filter(agency_id=planted.agency.pk, state="planned")
    for _ in range(LOOKS):
        at = waiting.aggregate(at=Min("due_at"))["at"]
        if at is None or (end is not None and at >= end):
            return
        while execute_tasks(now=at, agency_id=planted.agency.pk).tasks:
            pass
    raise AssertionError(f"still waiting: {list(waiting.values('due_at', 'planned_at', 'details'))}")


def expected(world: RandomWorld) -> BookingRun:
    return simulate_booking(
        world.agency, world.bookings[0], SolutionFile(world.solutions, {"words": ("en",)})
    )


def differences(planted: Planted, run: BookingRun) -> list[str]:
    """What one has and the other lacks, messages first, as sentences."""
    names = {pk: name for name, pk in planted.solutions.items()}
    sent = {
        (m.queued_at, names[m.task.solution_id], m.task.occurrence, m.role, m.to_address)
        for m in Message.objects.filter(agency_id=planted.agency.pk, state="queued").select_related("task")
        if m.task
    }
    said = {(m.at, m.solution, m.occurrence, m.to_role, m.to) for m in run.messages}
    ended = {
        (names[t.solution_id], t.occurrence, t.state, t.reason)
        for t in Task.objects.filter(agency_id=planted.agency.pk)
    }
    ends = {(t.solution, n, t.state, t.reason) for tasks in run.tasks.values() for n, t in tasks.items()}
    return [*apart("message", sent, said), *apart("task", ended, ends)]


def apart(what: str, stored: set[tuple[Any, ...]], wanted: set[tuple[Any, ...]]) -> list[str]:
    lines = [f"  {what} of the product only: {' '.join(map(str, one))}" for one in stored - wanted]
    return sorted(lines + [f"  {what} expected: {' '.join(map(str, one))}" for one in wanted - stored])


def in_quiet_hours(world: RandomWorld, run: BookingRun) -> list[str]:
    """Property 3: what went in quiet hours without being exempt or critical."""
    rules = {rule.name: rule for rule in world.solutions}
    told = [(message, run.tasks[message.solution][message.occurrence]) for message in run.messages]
    return [
        f"  in quiet hours: {message}"
        for message, task in told
        if not rules[message.solution].is_critical
        and quiet_around(Pair(rules[message.solution], task), run.seen, message.at)
    ]


def test_what_goes_and_when_equals_the_reference_in_random_worlds() -> None:
    wrong: list[list[Any]] = []
    messages = 0
    for number, world in enumerate(random_worlds()):
        with transaction.atomic():
            planted = plant(world, number)
            live_through(world, planted)
            run = expected(world)
            messages += len(run.messages)
            if differing := [*differences(planted, run), *in_quiet_hours(world, run)]:
                wrong.append([*world.entries, world.agency.quiet_hours, *differing])
            transaction.set_rollback(True)
        if len(wrong) >= 3:
            break
    assert not wrong, "\n\n".join("\n".join(map(str, lines)) for lines in wrong)
    assert messages > WORLDS
