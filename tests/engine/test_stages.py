"""The steps of the worker's loops, one at a time."""

from datetime import timedelta

import pytest
from django.db import connection

from hospes.engine.clock import read_clock
from hospes.engine.stages import IDLE, PASSED_OVER, execute_due
from hospes.planning.models import Task
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def due_task() -> None:
    """A task that has just become due."""
    agency = make_agency()
    make_template(agency)
    now = read_clock()
    arrival = now.date() + timedelta(days=30)
    make_solution(agency, trigger={"anchor": "booked", "offset": 0, "unit": "minutes"}, quiet_hours="none")
    booked = make_facts(booked_at=now, arrival=arrival, departure=arrival + timedelta(days=1))
    take_in(agency, booked, now=now)
    Task.objects.update(due_at=now)


def test_what_is_due_is_executed_and_the_senders_are_rung() -> None:
    due_task()
    rung: list[bool] = []
    assert execute_due(lambda: rung.append(True)) == 0.0
    assert (Task.objects.get().state, rung) == ("done", [True])
    assert execute_due(lambda: rung.append(True)) == IDLE


def test_a_task_whose_booking_somebody_holds_is_looked_at_again_at_once() -> None:
    due_task()
    rung: list[bool] = []
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM bookings_booking FOR UPDATE")
        assert execute_due(lambda: rung.append(True)) == PASSED_OVER
        other.rollback()
    finally:
        other.close()
    assert rung == []
    assert execute_due(lambda: rung.append(True)) == 0.0
