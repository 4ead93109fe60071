"""Prepare mode: messages wait for a person, who lets them go or not; nothing waits past its deadline."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.kit.errors import Conflict
from hospes.planning.hold_task import release_task, skip_task
from hospes.planning.models import Task
from tests.dispatch.worlds import DUE
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
CHECK_IN = datetime(2026, 6, 12, 13, 0, tzinfo=UTC)


def prepared(**solution: Any) -> Agency:
    """A task of a solution in prepare mode whose time has come."""
    agency = make_agency()
    make_template(agency)
    make_solution(agency, mode="prepare", **solution)
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    return agency


def end() -> tuple[str, str]:
    return Task.objects.values_list("state", "reason").get()


def test_it_waits_for_a_person_and_nothing_is_written() -> None:
    prepared()
    assert end() == ("held", "prepared")
    assert execute_tasks(now=DUE + timedelta(hours=5)).messages == 0


def test_who_releases_it_sends_it_with_the_words_of_that_moment() -> None:
    agency = prepared()
    make_template(agency, en={"subject": "Hello", "text": "Other words."})
    release_task(agency.id, Task.objects.get().id, now=DUE + timedelta(hours=1), by="Marta")
    execute_tasks(now=DUE + timedelta(hours=1))
    assert (end(), Message.objects.get().text) == (("done", ""), "Other words.")
    details = Task.objects.get().details
    assert details is not None
    assert details["released_by"] == "Marta"


def test_who_skips_it_keeps_it_from_ever_going() -> None:
    agency = prepared()
    skip_task(agency.id, Task.objects.get().id, now=DUE)
    take_in(agency, make_facts(notes="-", version_at=DUE), now=DUE)
    assert execute_tasks(now=DUE + timedelta(hours=1)).messages == 0
    assert end() == ("skipped", "by_person")


def test_it_expires_with_its_deadline_and_says_what_it_waited_for() -> None:
    agency = prepared()
    execute_tasks(now=CHECK_IN - timedelta(seconds=1))
    assert end() == ("held", "prepared")
    execute_tasks(now=CHECK_IN)
    assert end() == ("expired", "deadline")
    details = Task.objects.get().details
    assert details is not None
    assert details["waited_for"] == "prepared"
    with pytest.raises(Conflict):
        release_task(agency.id, Task.objects.get().id, now=CHECK_IN, by="Marta")


def test_a_cancelled_booking_takes_what_is_prepared_with_it() -> None:
    agency = prepared()
    take_in(agency, make_facts(status="cancelled", version_at=DUE), now=DUE)
    assert end() == ("withdrawn", "cancelled")


def test_every_held_task_ends_with_its_deadline_whatever_it_waits_for() -> None:
    agency = make_agency()
    make_template(agency, en={"subject": "Code", "text": "{{ booking.custom.code }}"})
    make_solution(agency)
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    assert end() == ("held", "missing_field")
    execute_tasks(now=CHECK_IN)
    assert end() == ("expired", "deadline")
