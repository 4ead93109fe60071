"""Hold, release, skip, run now and retry: one task, by a person's hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from hospes.bookings.facts import Origin
from hospes.bookings.receive_bookings import receive_bookings
from hospes.kit.errors import Conflict, NotFound
from hospes.planning.hold_task import hold_task, release_task, skip_task
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.run_task import retry_task, run_task_now
from tests.making import NOW, make_agency, make_facts
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

DUE = datetime.fromisoformat("2026-06-09T13:00:00+00:00")
OVER = datetime.fromisoformat("2026-06-19T09:00:00+00:00")


def a_task() -> Task:
    agency = make_agency()
    save_rules(agency, {})
    receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    plan_tasks(agency.pk, now=NOW)
    return Task.objects.get()


def after(task: Task) -> tuple[str, str, datetime]:
    task.refresh_from_db()
    return task.state, task.reason, task.due_at


def test_a_held_task_waits_until_it_is_released() -> None:
    task = a_task()
    hold_task(task.agency_id, task.pk, now=NOW)
    assert after(task) == ("held", "by_person", DUE)
    release_task(task.agency_id, task.pk, now=NOW, by="eva@example.com")
    assert after(task) == ("planned", "", DUE)


def test_a_task_released_after_its_time_goes_at_once() -> None:
    task = a_task()
    hold_task(task.agency_id, task.pk, now=NOW)
    release_task(task.agency_id, task.pk, now=DUE + timedelta(hours=1), by="eva@example.com")
    assert after(task) == ("planned", "", DUE + timedelta(hours=1))


def test_a_skipped_task_is_not_planned_again() -> None:
    task = a_task()
    skip_task(task.agency_id, task.pk, now=NOW)
    moved = make_facts(arrival=make_facts().arrival + timedelta(days=3), version_at=NOW + timedelta(hours=1))
    receive_bookings(task.agency_id, [moved], now=NOW + timedelta(hours=1), origin=Origin.LIVE)
    plan_tasks(task.agency_id, now=NOW + timedelta(hours=1))
    assert after(task) == ("skipped", "by_person", DUE)


def test_S12_a_hold_and_a_time_set_by_hand_survive_a_move_of_the_booking() -> None:
    task = a_task()
    moved = make_facts(arrival=make_facts().arrival + timedelta(days=3), version_at=NOW + timedelta(hours=1))
    hold_task(task.agency_id, task.pk, now=NOW)
    receive_bookings(task.agency_id, [moved], now=NOW + timedelta(hours=1), origin=Origin.LIVE)
    plan_tasks(task.agency_id, now=NOW + timedelta(hours=1))
    assert after(task) == ("held", "by_person", DUE + timedelta(days=3))
    run_task_now(task.agency_id, task.pk, now=NOW + timedelta(hours=2), by="eva@example.com")
    back = make_facts(version_at=NOW + timedelta(hours=3))
    receive_bookings(task.agency_id, [back], now=NOW + timedelta(hours=3), origin=Origin.LIVE)
    plan_tasks(task.agency_id, now=NOW + timedelta(hours=3))
    assert after(task) == ("planned", "", NOW + timedelta(hours=2))


def test_a_failed_task_can_be_tried_again_until_its_deadline() -> None:
    task = a_task()
    Task.objects.update(state="failed", reason="error")
    with pytest.raises(Conflict, match="The deadline of this task is over, so it cannot go any more"):
        retry_task(task.agency_id, task.pk, now=OVER, by="eva@example.com")
    retry_task(task.agency_id, task.pk, now=DUE, by="eva@example.com")
    assert after(task) == ("planned", "", DUE)


@pytest.mark.parametrize(
    ("verb", "state", "sentence"),
    [
        (hold_task, "done", "This task is done; that can be done only with tasks that are planned."),
        (
            skip_task,
            "done",
            "This task is done; that can be done only with tasks that are planned or held or failed.",
        ),
    ],
)
def test_a_task_in_another_state_is_refused_with_a_sentence(
    verb: Callable[..., Any], state: str, sentence: str
) -> None:
    task = a_task()
    Task.objects.update(state=state)
    with pytest.raises(Conflict) as caught:
        verb(task.agency_id, task.pk, now=NOW)
    assert caught.value.message == sentence


def test_the_task_of_another_agency_is_not_there() -> None:
    task = a_task()
    with pytest.raises(NotFound, match="There is no such task"):
        hold_task(make_agency("Other").pk, task.pk, now=NOW)
