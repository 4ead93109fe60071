from datetime import timedelta

import pytest
from django.db import connection

from hospes.bookings.facts import Origin
from hospes.bookings.models import Booking
from hospes.engine.change_solutions import change_solutions
from hospes.engine.plan_with_care import Caution
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Solution, Task
from tests.engine.written import confirmation
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db


def states(agency_id: int) -> dict[str, str]:
    rows = Task.objects.filter(agency_id=agency_id).values_list("booking__reference", "state")
    return dict(rows)


def test_s11_a_booking_is_planned_in_the_transaction_that_takes_it_in() -> None:
    agency = make_agency()
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    taken = take_in_bookings(agency.id, [make_facts("B1"), make_facts("B2")], now=NOW, origin=Origin.LIVE)
    assert [entry.outcome for entry in taken.received] == ["created", "created"]
    assert taken.plan is not None
    assert (taken.plan.added, taken.plan.next_due) == (2, NOW + timedelta(minutes=2))  # the grace of S9
    assert states(agency.id) == {"B1": "planned", "B2": "planned"}


def test_the_same_facts_again_plan_nothing() -> None:
    agency = make_agency()
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    again = take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    assert [entry.outcome for entry in again.received] == ["unchanged"]
    assert again.plan is None or again.plan.added == 0


def test_one_refused_booking_does_not_disturb_the_others() -> None:
    agency = make_agency()
    facts = [make_facts("B1"), make_facts("B2", status="nonsense"), make_facts("B3")]
    taken = take_in_bookings(agency.id, facts, now=NOW, origin=Origin.LIVE)
    assert [entry.outcome for entry in taken.received] == ["created", "refused", "created"]
    assert sorted(Booking.objects.values_list("reference", flat=True)) == ["B1", "B3"]


def test_s13_a_cancelled_booking_loses_its_tasks_in_the_same_transaction() -> None:
    agency = make_agency()
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    take_in_bookings(agency.id, [make_facts("B1", status="cancelled")], now=NOW, origin=Origin.LIVE)
    assert states(agency.id) == {"B1": "withdrawn"}


def test_a_dry_run_of_changed_solutions_tells_the_difference_and_leaves_nothing() -> None:
    agency = make_agency()
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    written = confirmation(
        applies_to="existing",
        late="send_now",
        trigger={"anchor": "arrival", "offset": -1, "unit": "days", "at": "10:00"},
    )
    changed = change_solutions(agency.id, written, now=NOW, by="test", caution=Caution(is_dry_run=True))
    assert [entry.outcome for entry in changed.saved] == ["created"]
    assert changed.plan is not None
    assert changed.plan.added == 1
    assert not Solution.objects.exists()
    assert not Task.objects.exists()


def test_a_mistake_in_one_solution_saves_none() -> None:
    agency = make_agency()
    written = confirmation()
    written["solutions"].append({**written["solutions"][0], "name": "Second", "kind": "spam"})
    with pytest.raises(Exception, match=r"solutions\[1\]\.kind"):
        change_solutions(agency.id, written, now=NOW, by="test")
    assert not Solution.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_listens_is_woken_when_bookings_come_in() -> None:
    agency = make_agency("Wake")
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    with connection.cursor() as cursor:
        cursor.execute("LISTEN hospes_wake")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    line = connection.connection
    assert [notice.channel for notice in line.notifies(timeout=30, stop_after=1)] == ["hospes_wake"]
