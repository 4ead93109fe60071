"""S9: late messages with the policy *bundle* become one for the same recipients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hospes.planning.claim_tasks import Claimed, claim_tasks
from hospes.planning.models import Solution, Task
from tests.making import make_agency, make_facts, take_in
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

BOOKED = datetime(2026, 6, 11, 10, tzinfo=UTC)
DUE = BOOKED + timedelta(minutes=2)
LATE = {"recipe": "free", "purpose": "news", "late": "bundle"}


def claimed_of(*rules: dict[str, Any], now: datetime = DUE) -> list[Claimed]:
    """What is claimed of a booking that was made on the day before its arrival."""
    agency = make_agency()
    save_rules(agency, *({**LATE, **rule} for rule in rules))
    take_in(agency, make_facts(booked_at=BOOKED), now=BOOKED)
    return claim_tasks(now=now, limit=10)


def shown(claimed: list[Claimed]) -> list[tuple[str, str]]:
    """Each claimed solution with the one that speaks for it."""
    names = dict(Solution.objects.values_list("pk", "name"))
    of = {task.pk: names[task.solution_id] for task in Task.objects.all()}
    return [(names[task.solution_id], of.get(task.bundle_of or 0, "")) for task in claimed]


def before(days: int) -> dict[str, Any]:
    return {"trigger": {"anchor": "arrival", "offset": -days, "unit": "days", "at": "15:00"}}


def to(role: str, channel: str = "email") -> dict[str, Any]:
    return {"notifications": [{"to": role, "template": "words", "channels": [channel]}]}


def test_late_ones_to_one_recipient_are_claimed_together_and_the_first_speaks() -> None:
    assert shown(claimed_of(before(2), before(3), before(4))) == [
        ("Rule 1", ""),
        ("Rule 2", "Rule 1"),
        ("Rule 3", "Rule 1"),
    ]


def test_what_is_not_late_or_not_to_be_bundled_goes_by_itself_two_minutes_later() -> None:
    claimed = claimed_of(before(2), {**before(3), "late": "send_now"}, before(4))
    assert shown(claimed) == [("Rule 1", ""), ("Rule 3", "Rule 1")]
    assert Task.objects.get(solution__name="Rule 2").due_at == DUE + timedelta(minutes=2)


def test_other_recipients_and_other_channels_are_other_messages() -> None:
    claimed = claimed_of(before(2), {**before(3), **to("owner")}, {**before(4), **to("guest", "sms")})
    assert shown(claimed) == [("Rule 1", ""), ("Rule 2", "")]


def test_advertising_is_never_bundled_with_what_the_guest_needs() -> None:
    claimed = claimed_of(before(2), {**before(3), "kind": "marketing"}, before(4))
    assert shown(claimed) == [("Rule 1", ""), ("Rule 3", "Rule 1")]


def test_a_bundle_of_one_is_an_ordinary_message() -> None:
    assert shown(claimed_of(before(2))) == [("Rule 1", "")]


def test_bookings_are_not_bundled_with_each_other() -> None:
    agency = make_agency()
    save_rules(agency, {**LATE, **before(2)})
    take_in(agency, make_facts("B1", booked_at=BOOKED), make_facts("B2", booked_at=BOOKED), now=BOOKED)
    assert [task.bundle_of for task in claim_tasks(now=DUE, limit=10)] == [None, None]
