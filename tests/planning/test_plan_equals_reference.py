"""The planner in SQL makes the plan of the reference in Python, on random worlds, change by change."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings

from hospes.planning.explain_booking import explain_booking
from hospes.planning.explanations import Explanation
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.planning.worlds import Planted, expected_plan, plant, show, stored_plan
from tests.reference.plan import Task as Expected
from tests.reference.plan import plan_pair
from tests.reference.strategies import RandomWorld, worlds
from tests.reference.world import Situation, situations

pytestmark = pytest.mark.django_db

PARTS = 4
WORLDS_OF_A_PART = int(os.environ.get("HOSPES_WORLDS", "400")) // PARTS
Plans = dict[tuple[str, str], dict[int, Expected]]


def random_worlds(part: int) -> list[RandomWorld]:
    """The worlds of one part, the same in every run."""
    drawn: list[RandomWorld] = []

    @seed(part)
    @settings(
        max_examples=WORLDS_OF_A_PART, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
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
            if seen.reference != together[0].reference:
                show(planted, seen)
        for seen in together:
            plan_both(world, planted, plans, seen)
        differing = differences(planted, plans)
        if differing:
            return [f"at {together[0].now}: {line}" for line in differing]
        for seen in together:
            execute_some(planted, plans, seen)
    return []


def plan_both(world: RandomWorld, planted: Planted, plans: Plans, seen: Situation) -> None:
    booking_id = show(planted, seen)
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


def unexplained(planted: Planted, world: RandomWorld) -> list[str]:
    """Property 7: exactly one explanation for every pair, and it says what the plan says."""
    lines = []
    for seen in {s.reference: s for together in history(world) for s in together}.values():
        booking_id = planted.bookings[seen.reference]
        found = explain_booking(planted.agency.pk, booking_id, now=seen.now)
        if [e.solution for e in found] != [s.name for s in world.solutions]:
            lines.append(f"{seen.reference}: not exactly one explanation for each solution")
        lines += [line for explanation in found for line in contradictions(explanation)]
    return lines


def contradictions(explanation: Explanation) -> list[str]:
    """Where the explanation and the tasks do not fit together."""
    faults = []
    for occurrence in explanation.occurrences:
        is_open = occurrence.state in ("planned", "held")
        if not occurrence.is_stored:
            faults.append(f"{explanation.solution}: planning has left out {occurrence}")
        if is_open and occurrence.derived_at != occurrence.planned_at:
            faults.append(f"{explanation.solution}: derived otherwise than planned: {occurrence}")
    meets_all = all(condition.holds for condition in explanation.conditions)
    if explanation.verdict in ("eligible", "no_anchor", "scope", "review") and not meets_all:
        faults.append(f"{explanation.solution} is {explanation.verdict} and a condition fails")
    return faults


@pytest.mark.parametrize("part", range(PARTS))
def test_the_sql_planner_equals_the_reference_in_random_worlds(part: int) -> None:
    wrong = []
    for number, world in enumerate(random_worlds(part)):
        with transaction.atomic():
            planted = plant(world, number)
            differing = live_through(world, planted)
            if number % 10 == 0:
                differing += unexplained(planted, world)
            if differing:
                wrong.append((world.entries, differing))
            transaction.set_rollback(True)
        if len(wrong) >= 3:
            break
    assert not wrong, "\n\n".join("\n".join(map(str, (*entries, *lines))) for entries, lines in wrong)
