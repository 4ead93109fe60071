"""A change by hand and the plan are one transaction, with a line in the audit trail."""

from datetime import date, timedelta
from functools import partial

import pytest

from hospes.agencies.models import AuditEntry
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.confirm_bookings import confirm_booking
from hospes.bookings.facts import Origin
from hospes.bookings.move_bookings import Dates, move_booking
from hospes.engine.change_bookings import change_booking
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.kit.errors import Refused
from hospes.planning.models import Task
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def planned_one(status: str = "confirmed") -> tuple[int, int]:
    """An agency and a booking with one planned task."""
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    taken = take_in_bookings(agency.pk, [make_facts(status=status)], now=NOW, origin=Origin.LIVE)
    booking = taken.received[0].booking_id
    assert booking is not None
    return agency.pk, booking


def test_the_plan_follows_and_the_audit_trail_says_who_did_what() -> None:
    key = planned_one()
    changed = change_booking(
        key[0], partial(cancel_booking, *key, now=LATER, by="guest"), now=LATER, by="Marta"
    )
    assert changed.plan is not None
    assert (changed.plan.withdrawn, Task.objects.get().state) == (1, "withdrawn")
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject, entry.by, entry.at) == ("cancel_booking", "B1", "Marta", LATER)
    assert entry.details == {"events": ["cancelled"]}


def test_a_task_moves_with_its_booking() -> None:
    key = planned_one()
    dates = Dates(date(2026, 7, 1), date(2026, 7, 8))
    change_booking(key[0], partial(move_booking, *key, dates, now=LATER), now=LATER, by="Marta")
    assert Task.objects.get().due_at.date() == date(2026, 6, 30)


def test_what_changes_nothing_leaves_no_line() -> None:
    key = planned_one()
    changed = change_booking(key[0], partial(confirm_booking, *key, now=LATER), now=LATER, by="Marta")
    assert (changed.received.outcome, changed.plan) == ("unchanged", None)
    assert not AuditEntry.objects.exists()


def test_the_machine_leaves_no_line() -> None:
    key = planned_one("pending")
    change_booking(key[0], partial(confirm_booking, *key, now=LATER), now=LATER, by="")
    assert not AuditEntry.objects.exists()


def test_what_is_refused_changes_nothing() -> None:
    key = planned_one("rejected")
    with pytest.raises(Refused):
        change_booking(key[0], partial(cancel_booking, *key, now=LATER, by="guest"), now=LATER, by="Marta")
    assert not AuditEntry.objects.exists()
