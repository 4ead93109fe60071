"""Late messages of one booking to one recipient become one message, in the order of the journey (S9)."""

from datetime import timedelta

import pytest

from hospes.content.segments import measure
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.dispatch.worlds import make_caller, make_channels
from tests.making import NOW, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
NAMES = ("First", "Second", "Third")


def make_late(channel: str, *days: int) -> None:
    """Solutions whose time had passed when the booking came in, which bundle."""
    agency = make_channels()
    for name, before in zip(NAMES, days, strict=False):
        words = {
            "subject": f"{name} subject",
            "text": f"{name} words.",
            "html": f"<p>{name} paragraph</p>",
            "sms": f"{name} {'x' * 80}",
        }
        make_template(agency, name.lower(), en=words)
        line = {"to": "guest", "template": name.lower(), "channels": [channel]}
        trigger = {"anchor": "arrival", "offset": -before, "unit": "days", "at": "15:00"}
        make_solution(agency, name, late="bundle", trigger=trigger, notifications=[line])
    take_in(agency, make_caller())


def test_three_late_emails_are_one_with_the_first_subject_and_all_the_words() -> None:
    make_late("email", 90, 80, 70)

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
    make_late("email", 90, 80)

    execute_tasks(now=LATER)

    tasks = {task.solution.name: task for task in Task.objects.select_related("solution")}
    assert {task.state for task in tasks.values()} == {"done"}
    details = tasks["Second"].details
    assert details is not None
    assert details["bundled_into"] == tasks["First"].id
    assert Message.objects.get().task_id == tasks["First"].id


def test_the_parts_of_a_bundled_sms_are_counted_whole() -> None:
    make_late("sms", 90, 80)

    execute_tasks(now=LATER)

    message = Message.objects.get()
    assert (message.parts, measure(message.text).count) == (2, 2)
