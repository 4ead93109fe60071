"""What is kept with messages and tasks: what was quoted, what conditions saw, whether it is repeated."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.dispatch.worlds import DUE
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
WORDS: dict[str, Any] = {
    "en": {
        "subject": "{% if task.is_updated %}Updated: {% endif %}{{ property.name }}",
        "text": "From {{ booking.arrival | date: 'short' }}, to pay {{ booking.balance }}.",
    }
}


def make_world(**facts: Any) -> None:
    agency = make_agency()
    make_template(agency, **WORDS)
    make_solution(agency, recipe="instructions")
    take_in(agency, make_facts(**facts))


def test_a_message_remembers_what_it_quoted_as_it_said_it() -> None:
    make_world(total=Decimal(840), paid=Decimal(210))

    execute_tasks(now=DUE)

    assert Message.objects.get().quoted == {
        "booking.arrival": "12 June 2026",
        "booking.balance": "€630.00",
        "property.name": "Casa Mar",
    }


def test_a_task_remembers_what_its_conditions_saw() -> None:
    make_world(total=Decimal(840), paid=Decimal(210), adults=2, children=1, tags=("vip",))

    execute_tasks(now=DUE)

    details = Task.objects.get().details
    assert details is not None
    assert details["seen"] == {
        "status": "confirmed",
        "total": "840.00",
        "paid": "210.00",
        "currency": "EUR",
        "nights": 7,
        "party": 3,
        "lead_days": 42,
        "language": "en",
        "property": "Casa Mar",
        "portal": "Web",
        "tags": ["vip"],
        "event": "",
        "anchor_at": "2026-06-12",
        "now": "2026-06-11T13:00:00+00:00",
    }


def test_what_was_skipped_or_held_remembers_it_too() -> None:
    agency = make_agency()
    make_template(agency, en={"subject": "Code", "text": "{{ booking.custom.code }}"})
    make_solution(agency)
    take_in(agency, make_facts())

    execute_tasks(now=DUE)

    details = Task.objects.get(state="held").details
    assert details is not None
    assert (details["fields"], details["seen"]["status"]) == (["booking.custom.code"], "confirmed")


def test_what_is_said_once_more_after_a_move_says_that_it_is_updated() -> None:
    agency = make_agency()
    make_template(agency, **WORDS)
    make_solution(agency, recipe="instructions")
    take_in(agency, make_facts())
    execute_tasks(now=DUE)
    moved = make_facts(
        arrival=date(2026, 6, 20), departure=date(2026, 6, 27), version_at=DUE + timedelta(hours=1)
    )
    take_in(agency, moved, now=DUE + timedelta(hours=1))

    execute_tasks(now=datetime.fromisoformat("2026-06-19T13:00:00Z"))

    subjects = Message.objects.order_by("id").values_list("subject", flat=True)
    assert list(subjects) == ["Casa Mar", "Updated: Casa Mar"]
