"""The list of what was done and will be done (mission.md, solutions and tasks, tasks).

systems/001, “Tasks”: all executions, pending and completed, with their state; its question on errors. Ours:
send now, hold, skip, retry, and why or why not.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.insight.list_tasks import count_tasks, list_tasks
from hospes.insight.pages import Choice
from hospes.insight.search_reasons import search_reasons
from hospes.planning.explain_booking import explain_booking
from hospes.planning.hold_task import hold_task, release_task, skip_task
from hospes.planning.models import Solution, Task
from hospes.planning.run_task import retry_task, run_task_now
from tests.making import NOW
from tests.mission.world import World, at, delivered, moments

pytestmark = pytest.mark.django_db
TWO = """
solutions:
  - name: Before
    trigger: {anchor: arrival, offset: -1, unit: days, at: "15:00"}
    notifications: [{to: guest, template: said}]
  - name: After
    trigger: {anchor: departure, offset: 1, unit: days, at: "15:00"}
    notifications: [{to: guest, template: said}]
"""
BY = "anna@example.com"


def planned(world: World) -> Task:
    world.rules(TWO)
    world.books()
    return Task.objects.get(solution__name="Before")


def listed(world: World, *states: str, **choice: object) -> list[tuple[str, str]]:
    rows = list_tasks(world.agency.pk, Choice(states, **choice)).rows  # type: ignore[arg-type]
    return sorted((row.task.solution.name, row.task.state) for row in rows)


def test_executed_and_scheduled_tasks_are_listed_and_filtered() -> None:
    world = World()
    planned(world)
    world.passes("2026-06-12 00:00")
    after = Solution.objects.get(name="After")
    assert listed(world, "planned", "done") == [("After", "planned"), ("Before", "done")]
    assert listed(world, "done") == [("Before", "done")]
    assert listed(world, "planned", "done", solution_id=after.pk) == [("After", "planned")]
    assert listed(world, "planned", "done", until=at("2026-06-15 00:00")) == [("Before", "done")]
    assert count_tasks(world.agency.pk)["done"] == 1


def test_a_task_can_be_sent_now() -> None:
    world = World()
    now = NOW + timedelta(hours=1)
    run_task_now(world.agency.pk, planned(world).pk, now=now, by=BY)
    world.passes(now)
    assert moments() == ["2026-05-01 11:00"]


def test_a_task_can_be_held_and_released() -> None:
    world = World()
    task = planned(world)
    hold_task(world.agency.pk, task.pk, now=NOW)
    world.passes("2026-06-12 00:00")
    assert delivered() == []
    release_task(world.agency.pk, task.pk, now=at("2026-06-12 09:00"), by=BY)
    world.passes("2026-06-12 10:00")
    assert moments() == ["2026-06-12 09:00"]


def test_a_task_can_be_skipped_and_says_that_somebody_did() -> None:
    world = World()
    task = planned(world)
    skip_task(world.agency.pk, task.pk, now=NOW)
    world.passes("2026-06-30 00:00")
    task.refresh_from_db()
    assert (task.state, task.reason) == ("skipped", "by_person")
    assert [each.solution.name for each in delivered() if each.solution] == ["After"]


def test_a_task_of_a_solution_in_mode_prepare_waits_for_a_person() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}, mode: prepare}")
    world.books()
    world.passes("2026-06-12 00:00")
    task = Task.objects.get()
    assert (task.state, task.reason, delivered()) == ("held", "prepared", [])
    release_task(world.agency.pk, task.pk, now=at("2026-06-12 09:00"), by=BY)
    world.passes("2026-06-12 10:00")
    assert moments() == ["2026-06-12 09:00"]


def test_an_error_says_its_reason_and_can_be_tried_again() -> None:
    world = World()
    mute = """
        solutions:
          - name: Ours
            trigger: {anchor: arrival, offset: -5, unit: days}
            notifications: [{to: guest, template: brief, channels: [sms]}]
        templates: [{name: brief, versions: {en: {text: No words for SMS}}}]
        """
    world.rules(mute)
    world.books()
    world.passes("2026-06-08 00:00")
    task = Task.objects.get()
    assert (task.state, task.reason) == ("failed", "no_words")
    now = at("2026-06-08 09:00")
    world.rules(mute.replace("text: No words", "sms: Words"), now=now)
    retry_task(world.agency.pk, task.pk, now=now, by=BY)
    world.passes("2026-06-08 10:00")
    assert moments() == ["2026-06-08 09:00"]


def test_why_and_why_not_is_known_for_every_booking_and_solution() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}, conditions: {nights: {min: 10}}}")
    booking = world.books()
    [why] = explain_booking(world.agency.pk, booking.pk, now=NOW)
    assert why.verdict == "conditions"
    looked_at = [(each.condition, each.holds) for each in why.conditions]
    assert looked_at == [("statuses", True), ("nights", False)]


def test_who_did_not_get_it_and_why() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}, conditions: {nights: {min: 7}}}")
    world.books("TOLD")
    world.books("MUTE", guest=PersonFacts(name="Bo Lind", language="en"), property="Casa Alta")
    world.books("BRIEF", departure=at("2026-06-14 00:00").date(), property="Casa Baixa")
    world.passes("2026-06-30 00:00")
    reasons = search_reasons(world.agency.pk, "Ours", now=at("2026-06-30 00:00"))
    assert {row.reference: row.why.reason for row in reasons.rows} == {
        "MUTE": "no_address",
        "BRIEF": "conditions:nights",
    }
