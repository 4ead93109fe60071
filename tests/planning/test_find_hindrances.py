"""`find_hindrances` says of many bookings at once what `explain_booking` says of each (property 7)."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, seed, settings

from hospes.planning.explain_booking import explain_booking
from hospes.planning.find_hindrances import Hindrance, find_hindrances
from hospes.planning.models import Solution, Task
from tests.planning.test_plan_equals_reference import history, is_ordered, live_through, storable
from tests.planning.worlds import Planted, plant
from tests.reference.strategies import RandomWorld, worlds

pytestmark = pytest.mark.django_db


@seed(7)
@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_verdicts_of_random_worlds_are_those_of_each_explanation(world: RandomWorld) -> None:
    if not is_ordered(world):
        return
    with transaction.atomic():
        chosen = storable(world)
        planted = plant(chosen, 1)
        live_through(chosen, planted)
        differing = disagreements(chosen, planted)
        transaction.set_rollback(True)
    assert differing == []


def disagreements(world: RandomWorld, planted: Planted) -> list[str]:
    """Where the two do not agree, for pairs without a task, as of the last instant of the world."""
    now = max(seen.now for together in history(world) for seen in together)
    bookings = list(planted.bookings.values())
    each = {booking: explain_booking(planted.agency.pk, booking, now=now) for booking in bookings}
    lines = []
    for rule in Solution.objects.filter(agency_id=planted.agency.pk):
        tasks = Task.objects.filter(solution_id=rule.pk).values_list("booking_id", flat=True)
        untouched = sorted(set(bookings) - set(tasks))
        found = find_hindrances(planted.agency.pk, rule, untouched, now=now)
        for booking in untouched:
            (said,) = (one for one in each[booking] if one.solution_id == rule.pk)
            failed = tuple(one.condition for one in said.conditions if not one.holds)
            expected = Hindrance(said.verdict, failed if said.verdict == "conditions" else ())
            if found[booking] != expected:
                lines.append(f"{rule.name}, {booking}: {found[booking]}, explained {expected}")
    return lines
