"""Messages to members and fixed addresses: real ones only, and no guest waits for them (S20, S24)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hospes.agencies.create_members import create_member
from hospes.agencies.models import Agency
from hospes.dispatch.execute_tasks import Executed, execute_tasks
from hospes.dispatch.models import Message
from hospes.dispatch.reasons import message_reason
from hospes.planning.models import Task
from tests.dispatch.worlds import make_caller, make_channels
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)
NAMED = {"subject": "Hello {{ recipient.first_name }}", "text": "To {{ recipient.name }} at the desk."}


def with_lines(*recipients: object, words: dict[str, str] | None = None) -> Agency:
    """An agency with one booking and a solution that writes to these recipients."""
    agency = make_agency()
    versions: dict[str, Any] = {"en": words} if words else {}
    make_template(agency, **versions)
    lines = [{"to": one, "template": "welcome", "channels": ["email"]} for one in recipients]
    make_solution(agency, notifications=lines)
    take_in(agency, make_facts())
    return agency


def test_nothing_goes_to_who_is_named_as_a_member_and_is_none() -> None:
    with_lines("staff:nobody@example.com", "guest")

    execute_tasks(now=DUE)

    rows = Message.objects.order_by("notification").values_list("state", "reason", "to_address", "to_name")
    assert list(rows) == [
        ("undeliverable", "no_member", "", "nobody@example.com"),
        ("queued", "", "guest-b1@example.com", "Anna Keller"),
    ]
    assert message_reason("no_member") == (
        "It is written to a member of the agency, and nobody with this address is one."
        " Add them, or write to somebody else."
    )


def test_a_member_gets_it_however_the_address_is_written() -> None:
    agency = with_lines("staff:Desk@Example.com")
    create_member(agency.id, "desk@example.com", role="staff", password="long enough 1", now=NOW, name="Eva")

    execute_tasks(now=DUE)

    assert Message.objects.values_list("state", "to_address", "to_name").get() == (
        "queued",
        "desk@example.com",
        "Eva",
    )


def test_the_guest_gets_it_although_an_administrator_has_no_name() -> None:
    agency = with_lines("guest", "administrators", {"email": "desk@example.com"}, words=NAMED)
    create_member(
        agency.id, "boss@example.com", role="administrator", password="long enough 1", now=NOW, name=""
    )

    assert execute_tasks(now=DUE) == Executed(tasks=1, messages=3, held=0, failed=0)

    assert dict(Message.objects.values_list("to_address", "subject")) == {
        "guest-b1@example.com": "Hello Anna",
        "boss@example.com": "Hello",
        "desk@example.com": "Hello",
    }


def test_what_the_booking_itself_lacks_still_holds_the_task() -> None:
    words = {"subject": "Hello", "text": "To {{ recipient.name }}: {{ booking.custom.floor }}"}
    with_lines({"email": "desk@example.com"}, words=words)

    execute_tasks(now=DUE)

    task = Task.objects.get()
    assert task.details is not None
    assert (task.state, task.reason, task.details["fields"]) == (
        "held",
        "missing_field",
        ["booking.custom.floor"],
    )


def test_a_campaign_goes_to_the_mailbox_and_not_to_the_phone() -> None:
    agency = make_channels()
    words: dict[str, Any] = {"campaign": {"list": "42"}}
    make_template(agency, "list", en=words)
    line = {"to": "guest", "template": "list", "channels": ["campaign"]}
    make_solution(agency, notifications=[line])
    take_in(agency, make_caller())

    execute_tasks(now=DUE)

    assert Message.objects.values_list("channel", "to_address").get() == ("campaign", "anna@example.com")
