"""Who may be written to, over which channel (S25)."""

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Person
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from tests.dispatch.worlds import DUE, make_caller, make_chained, make_channels
from tests.making import NOW, make_facts, make_solution, take_in

pytestmark = pytest.mark.django_db


def say(agency: Agency, channel: str, kind: str, *, is_allowed: bool) -> None:
    """The guest's will."""
    person = Person.objects.get(name="Anna Keller")
    facts = ConsentFacts(person.id, channel, kind, is_allowed=is_allowed, at=NOW, source="page")
    record_consents(agency.id, [facts], now=NOW)


def channels() -> list[tuple[str, str, str]]:
    return list(Message.objects.values_list("channel", "state", "reason"))


def test_a_refused_channel_is_passed_over_at_once() -> None:
    agency = make_channels()
    make_chained(agency, kind="service")
    take_in(agency, make_caller())
    say(agency, "viber", "service", is_allowed=False)

    execute_tasks(now=DUE)

    assert channels() == [("sms", "queued", "")]


def test_a_transactional_message_cannot_be_refused() -> None:
    agency = make_channels()
    make_chained(agency, kind="transactional")
    take_in(agency, make_caller())
    say(agency, "viber", "service", is_allowed=False)

    execute_tasks(now=DUE)

    assert channels() == [("viber", "queued", "")]


def test_marketing_goes_only_over_a_channel_that_was_allowed() -> None:
    agency = make_channels()
    make_chained(agency, kind="marketing")
    take_in(agency, make_caller())
    say(agency, "email", "marketing", is_allowed=True)
    take_in(agency, make_caller(notes="Planned again"))

    execute_tasks(now=DUE)

    assert channels() == [("email", "queued", "")]


def test_without_any_permission_the_message_is_suppressed_where_everybody_can_see_it() -> None:
    agency = make_channels()
    lines = [
        {"to": "owner", "template": "welcome", "channels": ["email"]},
        {"to": "guest", "template": "welcome", "channels": ["email"]},
    ]
    make_solution(agency, kind="marketing", notifications=lines)
    take_in(agency, make_facts())

    execute_tasks(now=DUE)

    assert channels() == [("email", "suppressed", "opted_out"), ("email", "suppressed", "opted_out")]


def test_members_and_fixed_addresses_have_no_permissions() -> None:
    agency = make_channels()
    line = {"to": {"email": "office@example.com"}, "template": "welcome", "channels": ["email"]}
    make_solution(agency, kind="marketing", notifications=[line])
    take_in(agency, make_facts())

    execute_tasks(now=DUE)

    assert channels() == [("email", "queued", "")]
