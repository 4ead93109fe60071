from datetime import timedelta

import pytest

from hospes.bookings.facts import Origin
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.engine.change_solutions import change_solutions
from hospes.engine.rest_after_restore import Rested, rest_after_restore
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.engine.written import confirmation
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db


def test_k14_after_a_restore_nothing_goes_by_itself_that_may_have_gone_before() -> None:
    agency = make_agency()
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    execute_tasks(now=NOW + timedelta(minutes=3))
    take_in_bookings(agency.id, [make_facts("B2")], now=NOW, origin=Origin.LIVE)
    restored = NOW + timedelta(hours=1)
    assert rest_after_restore(now=restored) == Rested(held_tasks=1, uncertain_messages=1)
    assert execute_tasks(now=restored).tasks == 0
    assert fill_outbox(now=restored) == 0
    tasks = dict(Task.objects.values_list("booking__reference", "state"))
    assert tasks == {"B1": "done", "B2": "held"}
    assert list(Message.objects.values_list("state", "reason")) == [("uncertain", "restored")]
    assert rest_after_restore(now=restored) == Rested(held_tasks=0, uncertain_messages=0)


def test_k14_what_is_due_later_stays_planned() -> None:
    agency = make_agency()
    written = confirmation(trigger={"anchor": "arrival", "offset": -1, "unit": "days", "at": "10:00"})
    change_solutions(agency.id, written, now=NOW, by="test")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    assert rest_after_restore(now=NOW + timedelta(hours=1)) == Rested(held_tasks=0, uncertain_messages=0)
    assert Task.objects.get().state == "planned"
