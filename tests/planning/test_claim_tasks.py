"""`claim_tasks`: due tasks go to one caller each, checked once more (S10, S11, S32)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin
from hospes.bookings.models import Booking
from hospes.bookings.receive_bookings import receive_bookings
from hospes.planning.claim_tasks import claim_tasks
from hospes.planning.finish_tasks import Finished, finish_tasks
from hospes.planning.hold_task import release_task
from hospes.planning.models import Task
from hospes.planning.plan_tasks import PLANNER_LOCK, plan_tasks
from hospes.planning.run_task import run_task_now
from tests.making import NOW, make_agency, make_facts
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

DUE = datetime.fromisoformat("2026-06-09T13:00:00+00:00")


def agency_with_task(**rule: Any) -> Agency:
    agency = make_agency()
    save_rules(agency, {"recipe": "free", "purpose": "news", **rule})
    receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    plan_tasks(agency.pk, now=NOW)
    return agency


def state() -> tuple[str, str]:
    task = Task.objects.get()
    return task.state, task.reason


def test_S7_a_task_is_claimed_when_it_is_due_and_not_before() -> None:
    agency_with_task()
    assert claim_tasks(now=DUE - timedelta(seconds=1), limit=10) == []
    (claimed,) = claim_tasks(now=DUE, limit=10)
    assert (claimed.due_at, claimed.occurrence, claimed.is_late) == (DUE, 1, False)
    assert state() == ("planned", "")


def test_a_finished_task_is_not_claimed_again() -> None:
    agency_with_task()
    (claimed,) = claim_tasks(now=DUE, limit=10)
    assert finish_tasks([Finished(claimed.task_id, "done")], now=DUE) == 1
    assert claim_tasks(now=DUE, limit=10) == []
    assert Task.objects.get().executed_at == DUE


def test_S11_a_task_whose_conditions_hold_no_longer_is_withdrawn_at_the_claim() -> None:
    agency_with_task()
    Booking.objects.update(status="cancelled")
    assert claim_tasks(now=DUE, limit=10) == []
    assert state() == ("withdrawn", "cancelled")


def test_S10_a_task_at_its_deadline_expires_instead() -> None:
    agency_with_task()
    deadline = Task.objects.get().deadline
    assert deadline == datetime.fromisoformat("2026-06-12T13:00:00+00:00")
    assert claim_tasks(now=deadline, limit=10) == []
    assert state() == ("expired", "deadline")


@pytest.mark.parametrize(("recipe", "hours"), [("free", 48), ("instructions", 6)])
def test_S32_a_task_that_waited_too_long_expires_as_stale(recipe: str, hours: int) -> None:
    agency_with_task(recipe=recipe)
    with transaction.atomic():
        assert len(claim_tasks(now=DUE + timedelta(hours=hours), limit=10)) == 1
    assert claim_tasks(now=DUE + timedelta(hours=hours, seconds=1), limit=10) == []
    assert state() == ("expired", "stale")


def test_a_prepared_task_waits_for_a_person_and_goes_once_released() -> None:
    agency = agency_with_task(mode="prepare")
    assert claim_tasks(now=DUE, limit=10) == []
    assert state() == ("held", "prepared")
    release_task(agency.pk, Task.objects.get().pk, now=DUE, by="eva@example.com")
    assert len(claim_tasks(now=DUE, limit=10)) == 1


QUIET = {"quiet_hours": {"from": "13:00", "to": "18:00"}}
"""15:00 in Madrid, when the task is due, lies inside."""


def test_S22_a_task_in_quiet_hours_waits_for_their_end() -> None:
    agency_with_task(**QUIET)
    assert claim_tasks(now=DUE, limit=10) == []
    assert (state(), Task.objects.get().due_at) == (("planned", ""), DUE + timedelta(hours=3))
    assert len(claim_tasks(now=DUE + timedelta(hours=3), limit=10)) == 1


def test_S22_quiet_hours_wrap_midnight_and_are_the_agencys_unless_the_solution_has_its_own() -> None:
    agency = agency_with_task(
        quiet_hours="inherit", trigger={"anchor": "arrival", "offset": -3, "unit": "days", "at": "23:30"}
    )
    Agency.objects.filter(pk=agency.pk).update(quiet_from=time(21), quiet_to=time(9))
    assert claim_tasks(now=DUE + timedelta(hours=8, minutes=30), limit=10) == []
    assert Task.objects.get().due_at == datetime.fromisoformat("2026-06-10T07:00:00+00:00")


def test_S22_what_cannot_wait_until_its_deadline_is_skipped() -> None:
    agency_with_task(**QUIET, deadline={"anchor": "arrival", "offset": -3, "unit": "days", "at": "17:00"})
    assert claim_tasks(now=DUE, limit=10) == []
    assert state() == ("skipped", "quiet")


def test_S22_what_a_person_lets_go_does_not_wait_for_the_end_of_quiet_hours() -> None:
    agency = agency_with_task(**QUIET)
    run_task_now(agency.pk, Task.objects.get().pk, now=DUE, by="eva@example.com")
    assert len(claim_tasks(now=DUE, limit=10)) == 1


def test_only_as_many_as_asked_for_are_claimed_oldest_first_and_of_one_agency_if_named() -> None:
    agency = make_agency()
    to_owner = [{"to": "owner", "template": "words", "channels": ["email"]}]
    later = {"purpose": "news", "trigger": {"anchor": "arrival", "offset": -2}, "notifications": to_owner}
    save_rules(agency, later, {"purpose": "news"})
    receive_bookings(agency.pk, [make_facts("B1"), make_facts("B2")], now=NOW, origin=Origin.LIVE)
    plan_tasks(agency.pk, now=NOW)
    assert [task.due_at for task in claim_tasks(now=DUE + timedelta(days=1), limit=3)] == [
        DUE, DUE, DUE + timedelta(days=1),
    ]  # fmt: skip
    assert claim_tasks(now=DUE, limit=3, agency_id=make_agency("Other").pk) == []


@pytest.mark.django_db(transaction=True)
def test_two_callers_never_get_the_same_task_and_a_locked_booking_is_passed_over() -> None:
    agency_with_task()
    other = connection.copy()
    try:
        with transaction.atomic():
            assert len(claim_tasks(now=DUE, limit=10)) == 1
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM planning_task FOR UPDATE SKIP LOCKED")
                assert cursor.fetchall() == []
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM bookings_booking FOR UPDATE")
            with transaction.atomic():
                assert claim_tasks(now=DUE, limit=10) == []
        other.rollback()
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_an_agency_whose_rules_are_being_planned_is_left_for_the_next_call() -> None:
    agency = agency_with_task()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PLANNER_LOCK + agency.pk])
            with transaction.atomic():
                assert claim_tasks(now=DUE, limit=10) == []
        other.rollback()
        with transaction.atomic():
            assert len(claim_tasks(now=DUE, limit=10)) == 1
    finally:
        other.close()
