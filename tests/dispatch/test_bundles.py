"""Late messages of one booking to one recipient become one message, in the order of the journey (S9)."""

from datetime import timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.content.segments import measure
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.dispatch.worlds import DUE, fail, make_caller, make_channels
from tests.making import NOW, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
NAMES = ("First", "Second", "Third")


def make_late(
    *channels: str | dict[str, Any], days: tuple[int, ...], purposes: tuple[str, ...] = NAMES
) -> Agency:
    """Solutions whose time had passed when the booking came in, which bundle."""
    agency = make_channels()
    for name, purpose, before in zip(NAMES, purposes, days, strict=False):
        words = {
            "subject": f"{name} subject",
            "text": f"{name} words.",
            "html": f"<p>{name} paragraph</p>",
            "sms": f"{name} {'x' * 80}",
        }
        make_template(agency, name.lower(), en=words)
        line = {"to": "guest", "template": name.lower(), "channels": list(channels)}
        trigger = {"anchor": "arrival", "offset": -before, "unit": "days", "at": "15:00"}
        make_solution(agency, name, late="bundle", purpose=purpose, trigger=trigger, notifications=[line])
    take_in(agency, make_caller())
    return agency


def test_three_late_emails_are_one_with_the_first_subject_and_all_the_words() -> None:
    make_late("email", days=(90, 80, 70))

    execute_tasks(now=LATER)

    message = Message.objects.get()
    assert message.subject == "First subject"
    assert [message.text.index(f"{name} words.") for name in NAMES] == sorted(
        message.text.index(f"{name} words.") for name in NAMES
    )
    assert message.html.count("<body") == message.html.count("</body>") == 1
    assert [message.html.count(f"{name} paragraph") for name in NAMES] == [1, 1, 1]
    assert message.html.count("<hr") == 2


def test_every_task_is_done_and_says_which_one_spoke_for_it() -> None:
    make_late("email", days=(90, 80))

    execute_tasks(now=LATER)

    tasks = {task.solution.name: task for task in Task.objects.select_related("solution")}
    assert {task.state for task in tasks.values()} == {"done"}
    details = tasks["Second"].details
    assert details is not None
    assert details["bundled_into"] == tasks["First"].id
    assert Message.objects.get().task_id == tasks["First"].id


def test_the_parts_of_a_bundled_sms_are_counted_whole() -> None:
    make_late("sms", days=(90, 80))

    execute_tasks(now=LATER)

    message = Message.objects.get()
    assert (message.parts, measure(message.text).count) == (2, 2)


def test_when_a_bundle_fails_all_its_words_go_over_the_next_channel() -> None:
    make_late("sms", "email", days=(90, 80))
    execute_tasks(now=LATER)

    fail(Message.objects.get(), now=LATER)

    message = Message.objects.get(channel="email")
    assert message.subject == "First subject"
    assert "First words." in message.text
    assert "Second words." in message.text


def test_a_bundle_counts_for_the_purpose_of_every_task_in_it() -> None:
    agency = make_late("email", days=(90, 80), purposes=("welcome", "arrival_info"))
    execute_tasks(now=LATER)
    line = {"to": "guest", "template": "first", "channels": ["email"]}
    trigger = {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"}
    make_solution(agency, "Later", purpose="arrival_info", trigger=trigger, notifications=[line])
    plan_tasks(agency.id, now=LATER)

    execute_tasks(now=DUE)

    later = Task.objects.get(solution__name="Later")
    assert (later.state, later.reason) == ("skipped", "duplicate")


def test_messages_whose_copies_go_to_different_people_stay_apart() -> None:
    agency = make_channels()
    for name, copies in (("first", ["office@example.com"]), ("second", [])):
        make_template(agency, name, en={"subject": name, "text": f"{name} words."})
        line = {"to": "guest", "template": name, "channels": ["email"], "cc": copies}
        trigger = {"anchor": "arrival", "offset": -90, "unit": "days", "at": "15:00"}
        make_solution(agency, name, late="bundle", trigger=trigger, notifications=[line])
    take_in(agency, make_caller())

    for passed in (0, 2):
        execute_tasks(now=LATER + timedelta(minutes=passed))

    found = Message.objects.order_by("id").values_list("subject", "cc", "text")
    assert list(found) == [
        ("first", ["office@example.com"], "first words."),
        ("second", [], "second words."),
    ]
