"""Confirm automatically: an action instead of a message; the confirmation follows from its own solution."""

from datetime import timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Event
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def make_world(*, is_paid_at_once: bool = True) -> Agency:
    """A pending booking, a solution that confirms what was paid at once, and one that says so."""
    agency = make_agency()
    make_template(agency, en={"subject": "Confirmed", "text": "See you."})
    at_once = {"anchor": "booked", "offset": 0, "unit": "minutes"}
    make_solution(
        agency,
        "Confirm",
        category="bookings",
        recipe="auto_confirm",
        action="confirm",
        trigger=at_once,
        notifications=[],
    )
    confirmed = {"anchor": "event:confirmed", "offset": 0, "unit": "minutes"}
    make_solution(agency, "Tell", trigger=confirmed)
    take_in(agency, make_facts(status="pending", is_paid_at_once=is_paid_at_once))
    return agency


def run() -> None:
    for minutes in range(0, 20, 2):
        execute_tasks(now=NOW + minutes * MINUTE)


def end() -> tuple[str, str]:
    return Task.objects.values_list("state", "reason").get(solution__name="Confirm")


def test_a_booking_that_was_paid_at_once_confirms_itself_and_the_confirmation_follows() -> None:
    make_world()

    run()

    assert (end(), Booking.objects.get().status) == (("done", ""), "confirmed")
    assert Event.objects.filter(kind="confirmed").values("id").count() == 1
    assert Message.objects.values_list("solution__name", "subject").get() == ("Tell", "Confirmed")


def test_a_booking_that_was_not_paid_at_once_stays_pending() -> None:
    make_world(is_paid_at_once=False)

    run()

    assert (end(), Booking.objects.get().status) == (("withdrawn", "not_paid_at_once"), "pending")


def test_an_agency_that_settles_payments_elsewhere_confirms_by_hand() -> None:
    agency = make_world()
    Agency.objects.filter(id=agency.id).update(settles_payments_elsewhere=True)

    run()

    assert (end(), Booking.objects.get().status) == (("skipped", "payments_elsewhere"), "pending")


def test_a_sandbox_confirms_nothing() -> None:
    agency = make_world()
    Agency.objects.filter(id=agency.id).update(is_sandbox=True)

    run()

    assert (end(), Booking.objects.get().status) == (("done", ""), "pending")
