"""Due tasks become messages, once, each in its own words (S18, S20, S23, S24)."""

from datetime import UTC, datetime, timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.dispatch.execute_tasks import Executed, execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival


def test_a_due_task_becomes_one_queued_message() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts())

    assert execute_tasks(now=DUE) == Executed(tasks=1, messages=1, held=0, failed=0)

    message = Message.objects.get()
    assert (message.to_address, message.to_name, message.role) == (
        "guest-b1@example.com",
        "Anna Keller",
        "guest",
    )
    assert (message.subject, message.text) == ("Hello Anna", "Dear Anna, see you soon.")
    assert (message.state, message.language, message.lane, message.queued_at) == ("queued", "en", 1, DUE)
    task = Task.objects.get()
    assert (task.state, task.executed_at) == ("done", DUE)


def test_nothing_goes_before_its_time() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts())

    assert execute_tasks(now=DUE - timedelta(microseconds=1)) == Executed()


def test_executing_again_makes_no_second_message() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    Task.objects.values("id").update(state="planned")

    assert execute_tasks(now=DUE).messages == 0
    assert Message.objects.values("id").count() == 1


def test_an_empty_required_field_holds_the_task_and_nothing_goes() -> None:
    agency = make_agency()
    make_template(agency, en={"subject": "Code", "text": "Your code is {{ booking.custom.door_code }}."})
    make_solution(agency)
    take_in(agency, make_facts())

    assert execute_tasks(now=DUE) == Executed(tasks=1, messages=0, held=1, failed=0)
    task = Task.objects.get()
    assert task.details is not None
    assert (task.state, task.reason, task.details["fields"]) == (
        "held",
        "missing_field",
        ["booking.custom.door_code"],
    )


def test_one_task_that_cannot_be_worded_disturbs_no_other() -> None:
    agency = make_agency()
    make_template(agency)
    make_template(agency, "broken", en={"subject": "A", "text": "{{ guest.name | plus: 1 }}"})
    make_solution(agency)
    make_solution(agency, "Broken", template="broken")
    take_in(agency, make_facts("B1"), make_facts("B2"))

    rounds = [execute_tasks(now=DUE), execute_tasks(now=DUE + timedelta(minutes=2))]

    assert sum(done.messages for done in rounds) == 2
    assert sum(done.failed for done in rounds) == 2
    assert Task.objects.filter(state="failed").values("id").count() == 2


def test_an_address_in_two_roles_gets_one_copy_in_the_words_of_the_higher_role() -> None:
    agency = make_agency()
    make_template(agency)
    make_template(agency, "for-owner", en={"subject": "A guest comes", "text": "Hello"})
    lines = [
        {"to": "owner", "template": "for-owner", "channels": ["email"]},
        {"to": "guest", "template": "welcome", "channels": ["email"]},
    ]
    make_solution(agency, notifications=lines)
    same = PersonFacts(name="Marta Puig", email="Marta@example.com")
    take_in(agency, make_facts(guest=same))

    execute_tasks(now=DUE)

    assert Message.objects.values_list("role", "subject").get() == ("guest", "Hello Marta")


def test_the_recipients_language_comes_first_and_a_region_falls_back_to_its_language() -> None:
    agency = make_agency()
    make_template(
        agency,
        en={"subject": "Hello", "text": "Hi"},
        de={"subject": "Hallo", "text": "Guten Tag"},
    )
    make_solution(agency)
    take_in(
        agency,
        make_facts("B1", guest=PersonFacts(name="Uli", email="uli@example.com", language="de-CH")),
        make_facts("B2", guest=PersonFacts(name="Jo", email="jo@example.com", language="fr")),
    )

    execute_tasks(now=DUE)

    found = dict(Message.objects.values_list("to_address", "subject"))
    assert found == {"uli@example.com": "Hallo", "jo@example.com": "Hello"}


def test_somebody_without_an_address_is_a_visible_undeliverable_message() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts(guest=PersonFacts(name="Anna Keller", email="not an address")))

    execute_tasks(now=DUE)

    assert Message.objects.values_list("state", "reason", "to_address").get() == (
        "undeliverable",
        "no_address",
        "",
    )
    details = Task.objects.get().details
    assert details is not None
    assert details["unreached"] == ["no_address"]


def test_a_role_that_nobody_has_skips_the_task() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, notifications=[{"to": "agent", "template": "welcome", "channels": ["email"]}])
    take_in(agency, make_facts())

    execute_tasks(now=DUE)

    assert Task.objects.values_list("state", "reason").get() == ("skipped", "no_recipient")


def test_of_two_solutions_with_one_purpose_the_more_specific_speaks() -> None:
    agency = make_agency()
    make_template(agency)
    make_template(agency, "special", en={"subject": "Special", "text": "Hi"})
    make_solution(agency, purpose="arrival_info")
    make_solution(
        agency, "Long stays", purpose="arrival_info", template="special", conditions={"nights": {"min": 5}}
    )
    take_in(agency, make_facts())

    execute_tasks(now=DUE)
    execute_tasks(now=DUE + timedelta(minutes=2))

    assert Message.objects.values_list("subject").get() == ("Special",)
    assert Task.objects.filter(state="skipped").values_list("reason").get() == ("duplicate",)


def test_copies_go_with_the_message_but_never_to_somebody_who_gets_it_anyway() -> None:
    agency = make_agency()
    make_template(agency)
    line = {
        "to": "guest",
        "template": "welcome",
        "channels": ["email"],
        "cc": ["office@example.com", "guest-b1@example.com"],
        "bcc": ["office@example.com", "boss@example.com"],
    }
    make_solution(agency, notifications=[line])
    take_in(agency, make_facts())

    execute_tasks(now=DUE)

    assert Message.objects.values_list("cc", "bcc").get() == (["office@example.com"], ["boss@example.com"])


def test_an_agency_without_a_connection_delivers_to_the_outbox() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts())
    execute_tasks(now=DUE)

    assert fill_outbox(now=DUE) == 1
    assert Message.objects.values_list("state", "provider", "sent_at").get() == ("sent", "outbox", DUE)
    assert fill_outbox(now=DUE) == 0


def test_a_sandbox_writes_to_the_tester_with_a_banner_and_counts_for_nothing() -> None:
    """S34, and nothing of it counts for S18 to S20."""
    agency = make_agency()
    agency.is_sandbox, agency.tester_email = True, "tester@example.com"
    agency.save()
    make_template(agency)
    make_solution(agency, purpose="arrival_info")
    take_in(agency, make_facts())

    execute_tasks(now=DUE)

    message = Message.objects.get()
    assert (message.to_address, message.is_test, message.subject) == (
        "tester@example.com",
        True,
        "[Sandbox] Hello Anna",
    )
    assert message.text.startswith("Sandbox: this would have gone to guest-b1@example.com.")
