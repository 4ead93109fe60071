"""`look_at_held_tasks`: one look ends what is over and plans again what waits for nothing any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking
from hospes.planning.look_at_held_tasks import look_at_held_tasks
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.making import NOW, make_agency, make_facts, take_in
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def held(reason: str, **columns: Any) -> Agency:
    """An agency with one task that is held for a reason."""
    agency = make_agency()
    save_rules(agency, {"trigger": {"anchor": "arrival", "offset": -1, "unit": "days"}})
    take_in(agency, make_facts(status="confirmed"))
    plan_tasks(agency.pk, now=NOW)
    Task.objects.update(state="held", reason=reason, **columns)
    return agency


def look(agency: Agency) -> tuple[int, str, str]:
    """How many changed, and state and reason of the task afterwards."""
    changed = look_at_held_tasks(now=NOW + HOUR, agency_id=agency.pk)
    task = Task.objects.get()
    return changed, task.state, task.reason


def test_a_held_task_ends_when_its_deadline_has_come() -> None:
    assert look(held("by_person", deadline=NOW + HOUR)) == (1, "expired", "deadline")


def test_a_held_task_stays_as_it_is_before_its_deadline() -> None:
    assert look(held("by_person", deadline=NOW + 2 * HOUR)) == (0, "held", "by_person")


def test_a_task_that_held_a_door_code_back_is_planned_when_its_booking_is_paid() -> None:
    agency = held("secret_not_due", deadline=NOW + 2 * HOUR, details={"waits_for": "payment"})
    Booking.objects.update(total=100, paid=50)
    assert look(agency) == (0, "held", "secret_not_due")
    Booking.objects.update(paid=100)
    assert look(agency) == (1, "planned", "")


def test_a_task_that_waited_for_a_payment_is_planned_when_nobody_is_paying() -> None:
    assert look(held("paying", deadline=NOW + 2 * HOUR)) == (1, "planned", "")


def test_held_tasks_of_another_agency_are_left_alone() -> None:
    agency = held("by_person", deadline=NOW)
    assert look_at_held_tasks(now=NOW + HOUR, agency_id=agency.pk + 1) == 0
    assert look(agency) == (1, "expired", "deadline")
