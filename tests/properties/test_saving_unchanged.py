"""Property 5: what is saved or received unchanged changes nothing, in no row of the agency."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hospes.bookings.facts import Origin
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.engine.change_solutions import change_solutions
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.export_solutions import export_solutions
from hospes.planning.models import Solution
from hospes.planning.plan_solutions import plan_solutions
from hospes.planning.switch_solutions import switch_solution
from tests.properties.season import BEGIN, SOLUTIONS, facts_of, open_agency
from tests.tenancy.planting import rows, tables_of_agencies

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
RUNS = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
VERSIONS = st.lists(st.integers(0, 40), min_size=1, max_size=3)


def contents(agency_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the agency, with where it lies: a row that is written again lies elsewhere."""
    return {
        table: rows(f"SELECT ctid, * FROM {table} WHERE agency_id = %s ORDER BY id", [agency_id])
        for table in tables_of_agencies()
    }


def lived_in(numbers: list[int]) -> int:
    """An agency with bookings and with tasks that are done, planned and skipped."""
    agency = open_agency(f"Unchanged {next(NUMBERS)}").pk
    facts = [facts_of(f"B{n}", number, booked_at=BEGIN) for n, number in enumerate(numbers, start=1)]
    take_in_bookings(agency, facts, now=BEGIN, origin=Origin.LIVE)
    execute_tasks(now=BEGIN + timedelta(days=2), agency_id=agency)
    return agency


@given(VERSIONS)
@RUNS
def test_saving_all_solutions_as_they_are_changes_nothing(numbers: list[int]) -> None:
    with transaction.atomic():
        agency = lived_in(numbers)
        before = contents(agency)
        later = BEGIN + timedelta(days=3)
        for written in ({"solutions": list(SOLUTIONS)}, export_solutions(agency)):
            saved = change_solutions(agency, written, now=later, by="me").saved
            assert {one.outcome for one in saved} == {"unchanged"}
        assert contents(agency) == before
        transaction.set_rollback(True)


@given(VERSIONS)
@RUNS
def test_planning_all_solutions_once_more_changes_nothing(numbers: list[int]) -> None:
    with transaction.atomic():
        agency = lived_in(numbers)
        before = contents(agency)
        ids = list(Solution.objects.filter(agency_id=agency).values_list("id", flat=True))
        plan_solutions(agency, ids, now=BEGIN + timedelta(days=3))
        plan_solutions(agency, ids, now=BEGIN + timedelta(days=3), edited=True)
        assert contents(agency) == before
        transaction.set_rollback(True)


@given(VERSIONS)
@RUNS
def test_receiving_the_same_facts_again_changes_nothing(numbers: list[int]) -> None:
    with transaction.atomic():
        agency = lived_in(numbers)
        before = contents(agency)
        facts = [facts_of(f"B{n}", number, booked_at=BEGIN) for n, number in enumerate(numbers, start=1)]
        again = take_in_bookings(agency, facts, now=BEGIN + timedelta(days=3), origin=Origin.FEED)
        assert {one.outcome for one in again.received} == {"unchanged"}
        assert again.plan is None
        assert contents(agency) == before
        transaction.set_rollback(True)


@given(VERSIONS)
@RUNS
def test_switching_on_what_is_on_changes_nothing(numbers: list[int]) -> None:
    with transaction.atomic():
        agency = lived_in(numbers)
        before = contents(agency)
        for solution in Solution.objects.filter(agency_id=agency):
            assert not switch_solution(agency, solution.id, on=True, now=BEGIN, by="me")
        assert contents(agency) == before
        transaction.set_rollback(True)
