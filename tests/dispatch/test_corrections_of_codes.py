"""A door code that was said has changed: only the guest learns the new one, nobody reads it on the way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.save_properties import PropertyFacts
from hospes.content.secrets import masked
from hospes.delivery.envelopes import envelope_of
from hospes.dispatch.claim_messages import claim_messages
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.change_places import change_properties
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.dispatch.test_secrets import stored
from tests.dispatch.worlds import PHONE, make_channels
from tests.making import NOW, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
LATER = DUE + timedelta(hours=1)
SETTLED = LATER + timedelta(minutes=10)
WORDS: dict[str, Any] = {
    "en": {
        "subject": "Code",
        "text": "Code {{ property.secrets.front_door }}",
        "sms": "{{ property.secrets.front_door }}",
    }
}
FIRST, SECOND, THIRD = "zq-4711-zq", "qz-0815-qz", "xx-1234-xx"


def enter_code(agency: Agency, code: str, *, now: datetime = LATER) -> None:
    facts = [PropertyFacts("Casa Mar", secrets={"front_door": code})]
    change_properties(agency.id, facts, groups={}, now=now, by="Marta")


def told(channel: str = "email") -> Agency:
    agency = make_channels()
    make_template(agency, **WORDS)
    line = {"to": "guest", "template": "welcome", "channels": [channel]}
    make_solution(agency, recipe="instructions", corrections="send", notifications=[line])
    enter_code(agency, FIRST, now=NOW)
    guest = PersonFacts(name="Anna Keller", phone=PHONE, email="anna@example.com", language="en")
    take_in_bookings(agency.id, [make_facts(guest=guest)], now=NOW, origin=Origin.LIVE)
    execute_tasks(now=DUE)
    return agency


def test_the_new_code_is_only_in_the_envelope_and_the_old_one_nowhere() -> None:
    agency = told()
    enter_code(agency, SECOND)
    execute_tasks(now=SETTLED)

    message = Message.objects.get(purpose="correction")
    assert "Front door: •••• → ••••" in masked(message.text)
    assert FIRST not in stored()
    assert SECOND not in stored()
    claimed = claim_messages(1, now=SETTLED, limit=10, lease=timedelta(minutes=1)).messages
    (mine,) = (one for one in claimed if one["id"] == message.id)
    content = envelope_of(mine, not_after=0, now=SETTLED).content
    assert (SECOND.encode() in content, FIRST.encode() in content) == (True, False)


def test_each_new_code_is_told_although_all_look_alike_from_outside() -> None:
    agency = told()
    for minutes, code in ((0, SECOND), (30, THIRD)):
        enter_code(agency, code, now=LATER + timedelta(minutes=minutes))
        execute_tasks(now=SETTLED + timedelta(minutes=minutes))
    assert Message.objects.filter(purpose="correction").count() == 2


def test_in_a_text_message_only_the_new_code_is_named() -> None:
    agency = told("sms")
    enter_code(agency, SECOND)
    execute_tasks(now=SETTLED)

    message = Message.objects.get(purpose="correction")
    assert masked(message.text) == "Correction for B1: Front door: ••••. Costa Blava"
    assert (message.channel, message.parts) == ("sms", 1)


def test_own_words_tell_the_new_code_too() -> None:
    agency = told()
    own = {"subject": "New", "text": "{% for line in correction.changes %}{{ line }}{% endfor %}"}
    make_template(agency, "correction", en=own)
    enter_code(agency, SECOND)
    execute_tasks(now=SETTLED)

    text = Message.objects.get(purpose="correction").text
    assert (text.count("\ue000"), masked(text)) == (1, "Front door: •••• → ••••")


def test_a_task_keeps_dots_for_codes() -> None:
    enter_code(told(), SECOND)
    task = Task.objects.get(corrects__isnull=False)
    assert task.details is not None
    assert task.details["changes"] == {"property.secrets.front_door": ["••••", "••••"]}
