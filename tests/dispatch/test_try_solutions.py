"""A test of a solution: real words and files of a real booking to a tester, and it counts for nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hospes.agencies.models import Agency, Member
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Booking, Property
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Attachment, Message
from hospes.dispatch.try_solutions import Trial, Tried, try_solution
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.planning.models import Solution, Task
from tests.dispatch.worlds import make_caller, make_channels
from tests.making import NOW, make_facts, make_member, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)
TESTER = "tester@example.com"


def make_tester(agency: Agency) -> None:
    make_member(agency, TESTER)
    Member.objects.update(phone="611 11 11 11")
    Agency.objects.update(country="ES")


def make_world(**changes: Any) -> Agency:
    agency = make_channels()
    make_tester(agency)
    Agency.objects.update(tester_email=TESTER)
    make_solution(agency, purpose="arrival_info", **changes)
    take_in(agency, make_caller())
    return agency


def run(agency: Agency, **changes: Any) -> Tried:
    given = {"booking_id": Booking.objects.get().id, "solution_id": Solution.objects.get().id, **changes}
    return try_solution(agency.id, Trial(**given), now=NOW, by="me")


def line(**changes: Any) -> dict[str, Any]:
    return {"to": "guest", "template": "welcome", "channels": ["email"], **changes}


def test_the_tester_gets_what_the_guest_would_get_with_a_mark() -> None:
    agency = make_world()
    run(agency)
    message = Message.objects.get()
    assert (message.to_address, message.is_test, message.state) == (TESTER, True, "queued")
    assert message.subject == "[Test] Hello"
    assert message.text == "Test: this is what anna@example.com would get (en).\n\nBy e-mail, Anna"
    assert (message.cc, message.bcc, message.task_id, message.solution_id) == ([], [], None, None)


def test_every_notification_goes_over_every_channel_of_its_chain() -> None:
    lines = [line(channels=["viber", "sms", "email"]), line(to="owner", template="note")]
    agency = make_channels()
    make_template(agency, "note", en={"subject": "Hello", "text": "{{ recipient.name }}"})
    make_tester(agency)
    make_solution(agency, notifications=lines)
    take_in(agency, make_caller())
    tried = run(agency, to=TESTER)
    assert [(one.channel, one.to_address, one.role) for one in tried.messages.values()] == [
        ("viber", "+34611111111", "guest"),
        ("sms", "+34611111111", "guest"),
        ("email", TESTER, "guest"),
        ("email", TESTER, "owner"),
    ]
    texts = {one.channel: one.text for one in tried.messages.values() if one.role == "guest"}
    assert texts["sms"] == "[Test] By SMS, Anna"
    assert texts["viber"] == "[Test] By Viber, Anna"


def test_a_test_leaves_no_trace_for_the_rules() -> None:
    agency = make_world()
    run(agency)
    execute_tasks(now=DUE)
    assert [task.state for task in Task.objects.all()] == ["done"]
    assert Message.objects.filter(is_test=False).get().to_address == "anna@example.com"


def test_a_test_needs_no_day_and_no_consent() -> None:
    agency = make_world(kind="marketing", active=False)
    Booking.objects.update(sends_email=False)
    assert len(run(agency).messages) == 1


def test_a_code_is_never_in_a_test() -> None:
    agency = make_channels()
    words = {"subject": "{{ property.secrets.door }}", "text": "{{ property.secrets.door }}"}
    make_template(agency, en={**words, "sms": "Door {{ property.secrets.door }}"})
    make_tester(agency)
    make_solution(agency, notifications=[line(channels=["sms", "email"])])
    take_in(agency, make_caller())
    Property.objects.update(secrets={"door": "4711"})
    made = list(run(agency, to=TESTER).messages.values())
    assert [one.text for one in made] == [
        "[Test] Door ••••",
        "Test: this is what anna@example.com would get (en).\n\n••••",
    ]
    assert made[1].subject == "[Test] ••••"


def test_files_go_along_with_a_test() -> None:
    agency = make_world(notifications=[line(attach=["calendar", "payment_qr"])])
    tried = run(agency)
    assert list(Attachment.objects.values_list("name", flat=True)) == ["booking.ics"]
    assert [(what, why) for what, why, _ in tried.left_out] == [("guest payment_qr", "nothing_due")]


def test_a_language_can_be_chosen() -> None:
    agency = make_world()
    make_template(agency, en={"subject": "Hello", "text": "Hello"}, de={"subject": "Hallo", "text": "Hallo"})
    run(agency, language="de")
    assert Message.objects.get().subject == "[Test] Hallo"


def test_a_language_without_words_is_told() -> None:
    agency = make_world()
    assert run(agency, language="fi").left_out == [("guest email", "no_words", {"template": "welcome"})]


def test_what_the_booking_lacks_is_told() -> None:
    agency = make_world()
    make_template(agency, en={"subject": "Hello", "text": "Pay by {{ booking.payment_due }}"})
    assert run(agency).left_out == [("guest email", "missing_field", {
        "fields": ["booking.payment_due"], "template": "welcome"})]  # fmt: skip


def test_a_solution_of_an_event_can_be_tested_with_a_booking_that_had_none() -> None:
    agency = make_channels()
    make_template(agency, en={"subject": "Moved", "text": "From {{ booking.old_arrival }}"})
    make_tester(agency)
    make_solution(agency, trigger={"anchor": "event:moved", "offset": 0, "unit": "minutes"})
    take_in(agency, make_caller())
    (made,) = run(agency, to=TESTER).messages.values()
    assert made.text.endswith("From 5 June 2026")


def test_a_reward_is_tested_without_taking_a_code() -> None:
    agency = make_channels()
    make_template(agency, en={"subject": "Thanks", "text": "Code {{ reward.code }}"})
    make_tester(agency)
    make_solution(agency, reward={"code": "SUMMER"})
    take_in(agency, make_caller())
    (made,) = run(agency, to=TESTER).messages.values()
    assert made.text.endswith("Code PROMO-CODE")


def test_a_template_can_be_tested_alone() -> None:
    agency = make_world()
    tried = run(agency, solution_id=None, template="welcome", channels=("email",))
    assert [one.subject for one in tried.messages.values()] == ["[Test] Hello"]


def test_an_agency_in_a_sandbox_still_gets_its_test() -> None:
    agency = make_world()
    Agency.objects.update(is_sandbox=True)
    run(agency)
    assert Message.objects.get().provider == ""


def test_tests_go_to_members_only() -> None:
    agency = make_world()
    with pytest.raises(Refused, match="members of the agency only"):
        run(agency, to="stranger@example.com")
    Agency.objects.update(tester_email="")
    with pytest.raises(Refused, match="Say to whom with --to"):
        run(agency)


def test_what_is_not_there_is_told() -> None:
    agency = make_world()
    with pytest.raises(Malformed, match="either the solution or the template"):
        run(agency, template="welcome")
    with pytest.raises(NotFound, match="no such booking"):
        run(agency, booking_id=0)
    with pytest.raises(NotFound, match="no such solution"):
        run(agency, solution_id=0)


def test_a_role_that_the_booking_does_not_have_is_told() -> None:
    agency = make_world(notifications=[line(to="agent")])
    assert run(agency).left_out == [("agent email", "no_recipient", {})]


def test_a_guest_without_an_address_is_no_hindrance() -> None:
    agency = make_channels()
    make_tester(agency)
    make_solution(agency)
    take_in(agency, make_facts(guest=PersonFacts(name="Anna Keller")))
    (made,) = run(agency, to=TESTER).messages.values()
    assert made.text == "Test: this is what Anna Keller would get (en).\n\nBy e-mail, Anna"
