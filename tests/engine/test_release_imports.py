"""The quarantine of imports (S17): late tasks wait for a person, who is told what would go at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin
from hospes.engine.change_solutions import change_solutions
from hospes.engine.plan_with_care import Caution
from hospes.engine.release_imports import Chosen, release_imports, skip_imports
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.kit.errors import Conflict, NotFound
from hospes.planning.models import Task
from hospes.planning.release_quarantine import Cohort, list_quarantine
from tests.engine.written import confirmation
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
WEEKS_BEFORE = {"anchor": "arrival", "offset": -60, "unit": "days", "at": "10:00"}


def imported(bookings: int) -> Agency:
    """Bookings of 12 June, imported on 1 May, whose messages should have gone on 13 April."""
    agency = make_agency()
    file = confirmation(applies_to="existing", late="send_now", trigger=WEEKS_BEFORE)
    change_solutions(agency.id, file, now=NOW - timedelta(days=200), by="test")
    facts = [make_facts(f"B{n}", booked_at=NOW - timedelta(days=90)) for n in range(1, bookings + 1)]
    take_in_bookings(agency.id, facts, now=NOW, origin=Origin.IMPORT)
    return agency


def states() -> set[tuple[str, str]]:
    return set(Task.objects.values_list("state", "reason"))


def test_the_list_groups_by_import_and_solution() -> None:
    agency = imported(3)
    (cohort,) = list_quarantine(agency.id, now=LATER)
    due = datetime(2026, 4, 13, 8, tzinfo=UTC)
    assert cohort == Cohort(cohort.solution_id, "Confirmation", NOW, 3, 0, due, due)


def test_released_tasks_are_planned_and_go_at_once() -> None:
    agency = imported(2)
    difference = release_imports(agency.id, Chosen(), now=LATER, by="Eva")
    assert (difference.numbers["released"], difference.messages_at_once) == (2, 2)
    assert states() == {("planned", "")}
    task = Task.objects.all()[0]
    assert (task.due_at, task.details) == (LATER, {"released_by": "Eva"})


def test_a_dry_run_of_a_release_leaves_them_waiting() -> None:
    agency = imported(2)
    dry = release_imports(agency.id, Chosen(), now=LATER, by="Eva", caution=Caution(is_dry_run=True))
    assert dry.messages_at_once == 2
    assert states() == {("held", "imported")}


def test_releasing_more_than_the_limit_needs_the_number() -> None:
    agency = imported(21)
    with pytest.raises(Conflict, match="21 messages at once"):
        release_imports(agency.id, Chosen(), now=LATER, by="Eva")
    assert states() == {("held", "imported")}
    release_imports(agency.id, Chosen("Confirmation"), now=LATER, by="Eva", caution=Caution(confirmed=21))
    assert states() == {("planned", "")}


def test_only_the_chosen_import_is_released() -> None:
    agency = imported(1)
    again = NOW + timedelta(minutes=1)
    fresh = make_facts("C1", booked_at=NOW - timedelta(days=90))
    take_in_bookings(agency.id, [fresh], now=again, origin=Origin.IMPORT)
    release_imports(agency.id, Chosen(received_at=again), now=LATER, by="Eva")
    assert dict(Task.objects.values_list("booking__reference", "state")) == {"B1": "held", "C1": "planned"}


def test_what_is_past_its_deadline_stays_and_is_counted() -> None:
    agency = imported(1)
    after_arrival = datetime(2026, 7, 1, tzinfo=UTC)
    assert list_quarantine(agency.id, now=after_arrival)[0].over == 1
    assert release_imports(agency.id, Chosen(), now=after_arrival, by="Eva").is_empty
    assert states() == {("held", "imported")}


def test_skipped_tasks_stay_skipped() -> None:
    agency = imported(2)
    assert skip_imports(agency.id, Chosen(), now=LATER, by="Eva").numbers["skipped"] == 2
    assert states() == {("skipped", "by_person")}


def test_a_solution_that_is_not_there_is_named() -> None:
    agency = imported(1)
    with pytest.raises(NotFound, match="no solution “Nope”"):
        release_imports(agency.id, Chosen("Nope"), now=LATER, by="Eva")
