"""Changing solutions says what it does to the plan, and does not send too much at once (S15, S16)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency, AuditEntry
from hospes.bookings.facts import Origin, PersonFacts
from hospes.engine.change_solutions import change_solutions
from hospes.engine.plan_with_care import Caution
from hospes.engine.switch_solutions import delete_solutions, switch_solutions
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.kit.errors import Conflict
from hospes.planning.models import Solution, Task
from hospes.planning.plan_difference import PlanDifference, PlannedChange
from tests.engine.written import confirmation
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
DAY_BEFORE = {"anchor": "arrival", "offset": -1, "unit": "days", "at": "10:00"}
AT_BOOKING = {"anchor": "booked", "offset": 0, "unit": "minutes"}


def written(**changes: Any) -> dict[str, Any]:
    return confirmation(**{"applies_to": "existing", "late": "send_now", "trigger": DAY_BEFORE, **changes})


def agency_with(bookings: int, *, rule_first: bool = False) -> Agency:
    agency = make_agency()
    if rule_first:
        change(agency, now=NOW - timedelta(days=1))
    guest = PersonFacts(name="Anna Keller", email="anna@example.com", language="en")
    facts = [make_facts(f"B{n}", guest=guest) for n in range(1, bookings + 1)]
    take_in_bookings(agency.id, facts, now=NOW, origin=Origin.LIVE)
    return agency


def change(
    agency: Agency, *, now: datetime = LATER, caution: Caution | None = None, **changes: Any
) -> PlanDifference:
    file = written(**changes)
    return change_solutions(agency.id, file, now=now, by="test", caution=caution or Caution()).difference


def test_the_difference_names_what_is_added_with_guest_property_and_time() -> None:
    difference = change(agency_with(1))
    nothing = {"at_once": 0, "released": 0, "moved": 0, "withdrawn": 0, "skipped": 0}
    assert difference.numbers == {**nothing, "added": 1}
    assert difference.examples["added"] == [
        PlannedChange(
            "Confirmation", "B1", "Anna Keller", "Casa Mar", 1, None,
            datetime(2026, 6, 11, 8, tzinfo=UTC), "Europe/Madrid", "",
        )
    ]  # fmt: skip


def test_a_changed_time_is_told_as_moved_with_the_old_time() -> None:
    agency = agency_with(1)
    change(agency)
    difference = change(agency, now=LATER + timedelta(hours=1), trigger={**DAY_BEFORE, "offset": -2})
    (moved,) = difference.examples["moved"]
    assert difference.numbers["moved"] == 1
    assert (moved.old_due_at, moved.due_at) == (
        datetime(2026, 6, 11, 8, tzinfo=UTC),
        datetime(2026, 6, 10, 8, tzinfo=UTC),
    )


def test_a_dry_run_says_the_same_difference_and_changes_nothing() -> None:
    agency = agency_with(2)
    change(agency)
    later = LATER + timedelta(hours=1)
    dry = change(agency, now=later, caution=Caution(is_dry_run=True), conditions={"nights": {"min": 9}})
    assert dry.numbers["withdrawn"] == 2
    assert set(Task.objects.values_list("state", flat=True)) == {"planned"}
    assert change(agency, now=later, conditions={"nights": {"min": 9}}) == dry
    assert set(Task.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_saving_the_same_again_makes_no_difference() -> None:
    agency = agency_with(1)
    change(agency)
    assert change(agency, now=LATER + timedelta(hours=1)).is_empty


def test_S15_an_edit_does_not_send_what_lies_in_the_past() -> None:
    agency = agency_with(2)
    change(agency)
    difference = change(agency, now=LATER + timedelta(hours=1), trigger=AT_BOOKING)
    assert difference.numbers["at_once"] == 0
    assert difference.numbers["skipped"] == 2
    assert set(Task.objects.values_list("reason", flat=True)) == {"edit"}


def test_S15_an_edit_that_is_told_to_catch_up_sends_the_past_and_says_so() -> None:
    agency = agency_with(2, rule_first=True)
    later = LATER + timedelta(hours=1)
    difference = change(agency, now=later, caution=Caution(catch_up=True), trigger=AT_BOOKING)
    assert difference.numbers["at_once"] == 2
    assert difference.messages_at_once == 2


def test_more_at_once_than_the_limit_is_refused_with_the_number_and_nothing_changes() -> None:
    agency = agency_with(21, rule_first=True)
    with pytest.raises(Conflict, match="21 messages at once") as refused:
        change(agency, now=LATER + timedelta(hours=1), caution=Caution(catch_up=True), trigger=AT_BOOKING)
    assert refused.value.details == {"at_once": 21, "limit": 20}
    assert Solution.objects.get().version == 1


@pytest.mark.parametrize(("confirmed", "is_done"), [(21, True), (20, False), (22, False)])
def test_the_guard_opens_for_exactly_the_number_that_was_confirmed(confirmed: int, is_done: bool) -> None:
    agency = agency_with(21, rule_first=True)
    caution = Caution(catch_up=True, confirmed=confirmed)
    try:
        change(agency, now=LATER + timedelta(hours=1), caution=caution, trigger=AT_BOOKING)
    except Conflict:
        assert not is_done
    else:
        assert is_done


def test_what_waits_for_a_person_does_not_go_at_once() -> None:
    agency = agency_with(21, rule_first=True)
    change(agency, mode="prepare")
    caution = Caution(catch_up=True)
    later = LATER + timedelta(hours=1)
    assert (
        change(agency, now=later, caution=caution, mode="prepare", trigger=AT_BOOKING).messages_at_once == 0
    )


def test_switching_off_tells_what_is_withdrawn_and_on_what_is_planned_again() -> None:
    agency = agency_with(2)
    change(agency)
    off = switch_solutions(agency.id, ["Confirmation"], on=False, now=LATER + timedelta(1), by="test")
    assert (off.names, off.difference.numbers["withdrawn"]) == (("Confirmation",), 2)
    on = switch_solutions(agency.id, ["Confirmation"], on=True, now=LATER + timedelta(2), by="test")
    assert on.difference.numbers["added"] == 2
    again = switch_solutions(agency.id, ["Confirmation"], on=True, now=LATER + timedelta(3), by="test")
    assert (again.names, again.difference.is_empty) == ((), True)


def test_a_dry_run_of_deleting_tells_what_would_go_away() -> None:
    agency = agency_with(2)
    change(agency)
    caution = Caution(is_dry_run=True)
    dry = delete_solutions(agency.id, ["Confirmation"], now=LATER + timedelta(1), by="test", caution=caution)
    assert dry.difference.numbers["withdrawn"] == 2
    assert Solution.objects.get().deleted_at is None
    delete_solutions(agency.id, ["Confirmation"], now=LATER + timedelta(1), by="test")
    assert set(Task.objects.values_list("state", "reason")) == {("withdrawn", "off")}


def test_the_audit_trail_says_who_changed_what_and_dry_runs_leave_no_trace() -> None:
    agency = agency_with(1)
    change(agency, caution=Caution(is_dry_run=True))
    change(agency)
    switch_solutions(agency.id, ["Confirmation"], on=False, now=LATER, by="Eva")
    switch_solutions(agency.id, ["Confirmation"], on=False, now=LATER, by="Eva")
    delete_solutions(agency.id, ["Confirmation"], now=LATER, by="Eva")
    trail = AuditEntry.objects.filter(agency_id=agency.id).order_by("id")
    assert list(trail.values_list("verb", "subject", "by")) == [
        ("change_solutions", "Confirmation", "test"),
        ("switch_solutions_off", "Confirmation", "Eva"),
        ("delete_solutions", "Confirmation", "Eva"),
    ]
