"""Property 6: where clocks do not change, calendar and elapsed offsets agree; elsewhere they do not (S1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hospes.agencies.models import Agency
from hospes.planning.models import Task
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
RUNS = settings(
    max_examples=30, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
# Zones whose clocks have not changed since 2011, with odd offsets and both sides of the date line among them.
STEADY = ("UTC", "Asia/Kathmandu", "America/Bogota", "Pacific/Kiritimati", "Asia/Tokyo", "Pacific/Marquesas")
BOOKED = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)
HOURS = {"days": 24, "weeks": 7 * 24, "months": 30 * 24}


def planned(agency: Agency, trigger: Mapping[str, Any], arrival: date) -> datetime:
    """The instant that the planner derives for a stay of three nights."""
    number = next(NUMBERS)
    make_solution(agency, f"Solution {number}", trigger=dict(trigger))
    facts = make_facts(f"B{number}", arrival=arrival, departure=arrival + timedelta(days=3), booked_at=BOOKED)
    take_in(agency, facts, now=BOOKED)
    return Task.objects.get(
        agency_id=agency.pk, solution__name=f"Solution {number}", booking__reference=f"B{number}"
    ).planned_at


def open_in(zone: str) -> Agency:
    agency = make_agency(f"Agency {next(NUMBERS)}", timezone=zone)
    make_template(agency)
    return agency


@given(
    zone=st.sampled_from(STEADY),
    anchor=st.sampled_from(("arrival", "departure", "booked")),
    offset=st.integers(0, 9),
    unit=st.sampled_from(sorted(HOURS)),
    is_before=st.booleans(),
    arrival=st.dates(date(2026, 12, 1), date(2027, 11, 30)),
)
@RUNS
def test_without_a_change_of_clocks_days_and_hours_agree(
    zone: str, anchor: str, offset: int, unit: str, is_before: bool, arrival: date
) -> None:
    sign = -1 if is_before and anchor != "booked" else 1
    with transaction.atomic():
        agency = open_in(zone)
        calendar = planned(agency, {"anchor": anchor, "offset": sign * offset, "unit": unit}, arrival)
        shift = sign * offset * HOURS[unit]
        hours = {"anchor": anchor, "offset": shift, "unit": "hours"}
        minutes = {"anchor": anchor, "offset": shift * 60, "unit": "minutes"}
        assert calendar == planned(agency, hours, arrival) == planned(agency, minutes, arrival)
        transaction.set_rollback(True)


def test_across_a_change_of_clocks_one_day_is_not_twenty_four_hours() -> None:
    agency = open_in("Europe/Madrid")
    arrival = date(2026, 3, 29)
    one_day = {"anchor": "arrival", "offset": -1, "unit": "days"}
    a_day_of_hours = {"anchor": "arrival", "offset": -24, "unit": "hours"}
    assert planned(agency, one_day, arrival) == datetime(2026, 3, 28, 14, 0, tzinfo=UTC)
    assert planned(agency, a_day_of_hours, arrival) == datetime(2026, 3, 28, 13, 0, tzinfo=UTC)
