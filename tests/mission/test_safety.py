"""What is ours: differences, blast guard, one purpose, linter, test sends (mission.md, rows with +).

systems/001, “Best Practices”: “Test with your own emails before activating a solution”.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.content.words import Words
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Message
from hospes.dispatch.try_solutions import Trial
from hospes.dispatch.word_messages import Letter
from hospes.engine.change_solutions import change_solutions
from hospes.engine.plan_with_care import Caution
from hospes.engine.switch_solutions import delete_solutions, switch_solutions
from hospes.engine.write_by_hand import send_test, write_by_hand
from hospes.kit.errors import Conflict
from hospes.planning.copy_solution import copy_solution
from hospes.planning.export_solutions import export_solutions
from hospes.planning.find_solutions import find_solution, list_solutions
from hospes.planning.lint_solutions import lint_solutions
from hospes.planning.models import Solution, Task
from tests.making import NOW
from tests.mission.world import World, at, delivered, ends, moments

pytestmark = pytest.mark.django_db
BY = "anna@example.com"
LATER = NOW + timedelta(days=1)
DAY_BEFORE = "{trigger: {anchor: arrival, offset: -1, unit: days}, applies_to: existing}"
AT_ONCE = (
    "{trigger: {anchor: booked, offset: 1, unit: days}, applies_to: existing, sends_late_existing: true}"
)


def many(world: World, number: int) -> None:
    for index in range(number):
        world.books(f"B{index}", property=f"Casa {index}")


def test_solutions_are_listed_in_three_categories_and_made_edited_copied_switched_and_deleted() -> None:
    # systems/001, “Solutions” and “List of Solutions”.
    world = World()
    for category in ("bookings", "customers", "owners"):
        world.rule(DAY_BEFORE, name=category.title(), category=category)
    listed = [(each.category, each.name) for each in list_solutions(world.agency.pk)]
    assert sorted(listed) == [("bookings", "Bookings"), ("customers", "Customers"), ("owners", "Owners")]
    original = find_solution(world.agency.pk, "Owners")
    copy = copy_solution(world.agency.pk, original.pk, now=NOW, by=BY, name="Owners, again")
    assert not Solution.objects.get(pk=copy.solution_id).is_active
    world.rule(DAY_BEFORE, name="Owners", category="owners", minutes_saved=9)
    assert find_solution(world.agency.pk, "Owners").version == 2
    switch_solutions(world.agency.pk, ["Bookings"], on=False, now=NOW, by=BY)
    delete_solutions(world.agency.pk, ["Customers"], now=NOW, by=BY)
    assert [(each.name, each.is_active) for each in list_solutions(world.agency.pk)] == [
        ("Bookings", False),
        ("Owners", True),
        ("Owners, again", False),
    ]


def test_before_saving_it_is_said_what_is_added_moved_withdrawn_and_who_gets_something_at_once() -> None:
    world = World()
    world.books()
    added = world.rule(DAY_BEFORE).difference
    moved = world.rule(DAY_BEFORE.replace("-1", "-2")).difference
    withdrawn = switch_solutions(world.agency.pk, ["Ours"], on=False, now=NOW, by=BY).difference
    at_once = world.rule(AT_ONCE, name="Soon", now=LATER + timedelta(hours=3)).difference
    assert [each.numbers[kind] for each, kind in ((added, "added"), (moved, "moved"))] == [1, 1]
    assert withdrawn.numbers["withdrawn"] == 1
    assert (at_once.messages_at_once, at_once.examples["at_once"][0].guest) == (1, "Anna Keller")


def test_a_dry_run_says_it_and_changes_nothing() -> None:
    world = World()
    world.books()
    written = {
        "templates": [{"name": "said", "versions": {"en": {"subject": "S", "text": "T"}}}],
        "solutions": [
            {
                "name": "Ours",
                "applies_to": "existing",
                "trigger": {"anchor": "arrival", "offset": -1},
                "notifications": [{"to": "guest", "template": "said"}],
            }
        ],
    }
    dry = Caution(is_dry_run=True)
    said = change_solutions(world.agency.pk, written, now=NOW, by=BY, caution=dry)
    assert said.difference.numbers["added"] == 1
    assert not Task.objects.exists()
    assert not Solution.objects.exists()


def test_more_than_the_limit_at_once_must_be_confirmed_with_the_number() -> None:
    world = World()
    Agency.objects.update(blast_limit=2)
    many(world, 3)
    with pytest.raises(Conflict, match="3 messages at once"):
        world.rule(AT_ONCE, now=LATER + timedelta(hours=3))
    assert not Solution.objects.exists()


def test_an_edit_never_sends_the_past() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}}")
    world.books()
    now = at("2026-05-20 10:00")
    world.rule("{trigger: {anchor: arrival, offset: -30, unit: days}}", now=now)
    world.passes("2026-06-30 00:00")
    assert delivered() == []
    assert ends() == [("B1", "skipped", "edit")]


def test_two_solutions_with_one_purpose_write_once() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}, purpose: welcome}", name="Everybody")
    week = {"nights": {"min": 7}}
    special = "{trigger: {anchor: arrival, offset: -1, unit: days}, purpose: welcome}"
    world.rule(special, name="A week", conditions=week)
    world.books()
    world.passes("2026-06-30 00:00")
    assert [each.solution.name for each in delivered() if each.solution] == ["A week"]
    assert sorted(ends()) == [("B1", "done", ""), ("B1", "skipped", "duplicate")]


def test_what_a_person_has_said_with_a_purpose_is_not_said_again() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}, purpose: welcome}")
    booking = world.books()
    own = (Words(language="en", subject="Welcome", text="By hand."),)
    letter = Letter(booking_id=booking.pk, own=own, manner=Manner("transactional", "welcome"))
    write_by_hand(world.agency.pk, letter, now=LATER, by=BY)
    world.settles(LATER)
    world.passes("2026-06-30 00:00")
    assert [message.text for message in delivered()] == ["By hand."]


def test_a_solution_is_tested_with_a_real_booking_and_ones_own_address() -> None:
    world = World()
    world.member(BY)
    world.rule(DAY_BEFORE)
    booking = world.books()
    solution = find_solution(world.agency.pk, "Ours")
    send_test(world.agency.pk, Trial(booking.pk, solution.pk, to=BY), now=NOW, by=BY)
    world.settles(NOW)
    assert [(each.to_address, each.is_test) for each in delivered()] == [(BY, True)]
    world.passes("2026-06-30 00:00")
    assert moments(is_test=False) == ["2026-06-11 15:00"]


def test_the_linter_finds_what_can_never_work() -> None:
    world = World()
    world.books()
    world.rule(
        "{trigger: {anchor: arrival, offset: -1, unit: days}, conditions: {nights: {min: 5, max: 7}}, "
        "deadline: {anchor: arrival, offset: -2, unit: days}}",
        name="Late",
    )
    world.rules(
        f"""
        solutions:
          - name: Long
            trigger: {{anchor: arrival, offset: -1, unit: days}}
            notifications: [{{to: guest, template: long, channels: [sms]}}]
        templates: [{{name: long, versions: {{es: {{sms: "{"Buenos días. " * 40}"}}}}}}]
        """
    )
    codes = {(each.name, each.code) for each in lint_solutions(world.agency.pk, now=NOW)}
    assert codes >= {("Late", "after_deadline"), ("long", "long_sms")}


def test_one_persons_rules_are_anothers_file() -> None:
    world = World()
    world.rule(DAY_BEFORE)
    written = export_solutions(world.agency.pk)
    again = change_solutions(world.agency.pk, written, now=LATER, by=BY)
    assert [each.outcome for each in again.saved] == ["unchanged"]
    assert again.difference.is_empty


def test_a_sandbox_reaches_nobody() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -1, unit: days}, sandbox: true}")
    world.books()
    world.passes("2026-06-30 00:00")
    assert not Message.objects.filter(to_address="anna@example.com", is_test=False).exists()
