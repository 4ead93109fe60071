"""Property 4: the plan depends only on the final facts and on what was sent; replaying equals incremental."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hospes.bookings.facts import BookingFacts, Origin
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.properties.season import BEGIN, facts_of, open_agency

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
ONCE_A_SECOND = timedelta(seconds=1)
RUNS = settings(
    max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
VERSIONS = st.lists(
    st.tuples(st.sampled_from(("B1", "B2", "B3")), st.integers(0, 40)), min_size=1, max_size=8
)


def versions(drawn: Sequence[tuple[str, int]]) -> list[BookingFacts]:
    """The drawn versions of bookings, in order; far enough ahead for every task to be in the future."""
    return [facts_of(reference, number, booked_at=BEGIN) for reference, number in drawn]


def ahead(agency_id: int, now: datetime) -> list[tuple[Any, ...]]:
    """What is still to come, without the events' own solutions: those tell of the history itself."""
    tasks = Task.objects.filter(agency_id=agency_id, state="planned", planned_at__gt=now)
    chosen = tasks.exclude(solution__anchor="event").order_by(
        "booking__reference", "solution__position", "occurrence"
    )
    columns = ("booking__reference", "solution__name", "occurrence", "planned_at", "due_at", "deadline")
    return list(chosen.values_list(*columns, "zone", "anchor_on", "is_late"))


@given(VERSIONS)
@RUNS
def test_change_by_change_plans_what_all_changes_at_once_plan(drawn: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        slow, fast = (open_agency(f"Replay {next(NUMBERS)}").pk for _ in range(2))
        facts = versions(drawn)
        for n, one in enumerate(facts):
            take_in_bookings(slow, [one], now=BEGIN + n * ONCE_A_SECOND, origin=Origin.LIVE)
        take_in_bookings(fast, facts, now=BEGIN + len(facts) * ONCE_A_SECOND, origin=Origin.LIVE)
        end = BEGIN + timedelta(minutes=1)
        assert ahead(slow, end) == ahead(fast, end)
        transaction.set_rollback(True)


@given(VERSIONS)
@RUNS
def test_planning_from_nothing_plans_what_is_there(drawn: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        agency = open_agency(f"Afresh {next(NUMBERS)}").pk
        for n, one in enumerate(versions(drawn)):
            take_in_bookings(agency, [one], now=BEGIN + n * ONCE_A_SECOND, origin=Origin.LIVE)
        end = BEGIN + timedelta(minutes=1)
        planned = ahead(agency, end)
        Task.objects.filter(agency_id=agency).delete()
        plan_tasks(agency, now=end)
        assert ahead(agency, end) == planned
        transaction.set_rollback(True)


@given(VERSIONS, st.integers(0, 3))
@RUNS
def test_the_order_of_different_bookings_does_not_matter(drawn: list[tuple[str, int]], turn: int) -> None:
    with transaction.atomic():
        one, other = (open_agency(f"Order {next(NUMBERS)}").pk for _ in range(2))
        last = list(dict(drawn).items())
        turned = last[turn % len(last) :] + last[: turn % len(last)]
        for agency_id, order in ((one, last), (other, turned)):
            for facts in versions(order):
                take_in_bookings(agency_id, [facts], now=BEGIN, origin=Origin.LIVE)
        assert ahead(one, BEGIN) == ahead(other, BEGIN)
        transaction.set_rollback(True)
