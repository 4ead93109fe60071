"""The planner in SQL makes the plan of the reference in Python, on random worlds, change by change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings

from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.planning.worlds import Planted, expected_plan, plant, show, stored_plan
from tests.reference.plan import Task as Expected
from tests.reference.plan import plan_pair
from tests.reference.strategies import RandomWorld, worlds
from tests.reference.world import Situation, situations

pytestmark = pytest.mark.django_db

WORLDS = int(__import__("os").environ.get("W", "300"))
Plans = dict[tuple[str, str], dict[int, Expected]]


def random_worlds(count: int) -> list[RandomWorld]:
    """So many worlds, the same in every run."""
    drawn: list[RandomWorld] = []

    @seed(17)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def collect(world: RandomWorld) -> None:
        if is_ordered(world):
            drawn.append(storable(world))

    collect()
    return drawn


def storable(world: RandomWorld) -> RandomWorld:
    """The same world as the product can hold it: a property is in one message group at most."""
    homes = tuple(
        replace(h, property=replace(h.property, message_groups=one(h.property.message_groups)))
        for h in world.homes
    )
    places = {h.property.name: h.property for h in homes}
    bookings = tuple(
        replace(
            b,
            changes=tuple(
                replace(c, facts=replace(c.facts, property=places[c.facts.property.name])) for c in b.changes
            ),
        )
        for b in world.bookings
    )
    return replace(world, homes=homes, bookings=bookings, entries=tuple(map(in_order, world.entries)))


def in_order(written: Any) -> Any:
    """The same with min and max of every range the right way round: the product refuses them otherwise."""
    if isinstance(written, list):
        return [in_order(item) for item in written]
    if not isinstance(written, dict):
        return written
    if set(written) == {"min", "max"} and None not in written.values():
        return dict(zip(("min", "max"), sorted(written.values()), strict=True))
    return {key: in_order(value) for key, value in written.items()}


def one(names: frozenset[str]) -> frozenset[str]:
    return frozenset(sorted(names)[:1])


def history(world: RandomWorld) -> Iterator[list[Situation]]:
    """The situations of all bookings, instant by instant."""
    seen = [s for booking in world.bookings for s in situations(world.agency, booking)]
    for _, together in groupby(sorted(seen, key=lambda s: s.now), key=lambda s: s.now):
        yield list(together)


def is_ordered(world: RandomWorld) -> bool:
    """Where one booking changes twice while another one changes, too, nobody can say which sees what."""
    return all(len({s.reference for s in together}) in (1, len(together)) for together in history(world))


def live_through(world: RandomWorld, planted: Planted) -> list[str]:
    """Live through the world in both planners; what differs, as sentences."""
    plans: Plans = {}
    for together in history(world):
        for seen in together:
            show(planted, seen)
        for seen in together:
            plan_both(world, planted, plans, show(planted, seen), seen)
        differing = differences(planted, plans)
        if differing:
            return [f"at {together[0].now}: {line}" for line in differing]
        for seen in together:
            execute_some(planted, plans, seen)
    return []


def plan_both(world: RandomWorld, planted: Planted, plans: Plans, booking_id: int, seen: Situation) -> None:
    plan_tasks(planted.agency.pk, now=seen.now, booking_ids=[booking_id])
    for solution in world.solutions:
        key = seen.reference, solution.name
        plans[key] = plan_pair(solution, seen, plans.get(key, {}))


def execute_some(planted: Planted, plans: Plans, seen: Situation) -> None:
    """What is due by now is done, in both plans alike."""
    for (booking, solution), tasks in plans.items():
        for n, task in tasks.items():
            if booking == seen.reference and task.state == "planned" and task.due_at <= seen.now:
                tasks[n] = task.ended("done", "")
                Task.objects.filter(
                    agency_id=planted.agency.pk,
                    booking_id=planted.bookings[booking],
                    solution_id=planted.solutions[solution],
                    occurrence=n,
                ).update(state="done")


def differences(planted: Planted, plans: Plans) -> list[str]:
    stored, expected = stored_plan(planted), expected_plan(plans)
    return [
        f"{key}:\n  stored   {show_task(stored.get(key))}\n  expected {show_task(expected.get(key))}"
        for key in sorted({*stored, *expected})
        if stored.get(key) != expected.get(key)
    ]


def show_task(task: tuple[Any, ...] | None) -> str:
    return "nothing" if task is None else ", ".join(str(part) for part in task)


def test_the_sql_planner_equals_the_reference_in_random_worlds() -> None:
    wrong = []
    for number, world in enumerate(random_worlds(WORLDS)):
        with transaction.atomic():
            planted = plant(world, number)
            differing = live_through(world, planted)
            if differing:
                wrong.append((world.entries, differing))
            transaction.set_rollback(True)
        if len(wrong) >= 3:
            break
    assert not wrong, "\n\n".join("\n".join(map(str, (*entries, *lines))) for entries, lines in wrong)
