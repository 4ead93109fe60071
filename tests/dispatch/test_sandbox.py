"""S34: what is tried goes to the outbox or the tester, costs nothing, and counts for nothing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin
from hospes.bookings.models import Booking, Person
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.bookings.save_properties import PropertyFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.engine.change_places import change_properties
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.dispatch.worlds import DUE, make_caller, make_channels
from tests.making import NOW, make_solution

pytestmark = pytest.mark.django_db
SMS = [{"to": "guest", "template": "welcome", "channels": ["sms"]}]
CANCELLED = {"anchor": "event:cancelled", "offset": 0, "unit": "minutes"}


def tried(*, agency: dict[str, Any] | None = None, **solution: Any) -> Agency:
    """A solution in the sandbox, or all of the agency, and one booking."""
    made = make_channels()
    Agency.objects.filter(id=made.id).update(**(agency or {}))
    make_solution(made, **solution)
    take_in_bookings(made.id, [make_caller()], now=NOW, origin=Origin.LIVE)
    return made


@pytest.mark.parametrize("how", [{"sandbox": True}, {"agency": {"is_sandbox": True}}])
def test_it_stays_in_the_outbox_and_costs_nothing_although_there_are_providers(how: dict[str, Any]) -> None:
    tried(notifications=SMS, **how)

    execute_tasks(now=DUE)
    fill_outbox(now=DUE)

    message = Message.objects.get()
    assert (message.state, message.provider, message.is_test, message.credits) == (
        "sent",
        "outbox",
        True,
        Decimal(0),
    )
    assert (message.to_address, message.text) == ("+34600000001", "By SMS, Anna")


def test_e_mails_go_to_the_tester_where_there_is_one() -> None:
    tried(sandbox=True, agency={"tester_email": "tester@example.com"})
    execute_tasks(now=DUE)
    message = Message.objects.get()
    assert (message.to_address, message.provider, message.subject) == (
        "tester@example.com",
        "",
        "[Sandbox] Hello",
    )


def test_only_the_solution_in_the_sandbox_is_tried() -> None:
    agency = tried(sandbox=True)
    make_solution(agency, "Real", trigger={"anchor": "arrival", "offset": -2, "unit": "days", "at": "15:00"})
    take_in_bookings(agency.id, [make_caller(notes="-", version_at=NOW)], now=NOW, origin=Origin.LIVE)
    execute_tasks(now=DUE - timedelta(days=1))
    execute_tasks(now=DUE)
    found = Message.objects.order_by("id").values_list("solution__name", "is_test")
    assert list(found) == [("Real", False), ("Welcome", True)]


def test_who_refuses_gets_nothing_even_as_a_trial() -> None:
    agency = tried(kind="service", notifications=SMS, sandbox=True)
    guest = Person.objects.get(phone="+34600000001")
    refusal = ConsentFacts(guest.pk, "sms", "service", is_allowed=False, at=NOW, source="desk")
    record_consents(agency.id, [refusal], now=NOW)
    execute_tasks(now=DUE)
    assert not Message.objects.filter(state="queued").exists()
    assert Task.objects.values_list("state", "reason").get() == ("withdrawn", "opted_out")


def test_who_was_told_only_in_trials_is_not_told_of_the_cancellation() -> None:
    agency = tried(sandbox=True)
    make_solution(agency, "Off", trigger=CANCELLED, conditions={"statuses": ["cancelled"]})
    execute_tasks(now=DUE)
    gone = make_caller(status="cancelled", version_at=DUE)
    take_in_bookings(agency.id, [gone], now=DUE + timedelta(minutes=1), origin=Origin.LIVE)
    execute_tasks(now=DUE + timedelta(minutes=30))
    assert Task.objects.values_list("state", "reason").get(solution__name="Off") == (
        "skipped",
        "nobody_informed",
    )
    assert Booking.objects.get().status == "cancelled"


def test_what_was_said_in_a_trial_is_not_corrected() -> None:
    agency = tried(sandbox=True, corrections="send")
    execute_tasks(now=DUE)
    Message.objects.update(quoted={"property.address": "Carrer 1"})
    facts = [PropertyFacts("Casa Mar", address="Passeig 4")]
    change_properties(agency.id, facts, groups={}, now=DUE, by="Marta")
    assert not Task.objects.filter(corrects__isnull=False).exists()
