"""S21: a booking's messages keep their order and their distance; marketing has caps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Permission, Person
from hospes.planning.claim_tasks import MARKETING_LOCK, Claimed, claim_tasks
from hospes.planning.finish_tasks import Finished, finish_tasks
from hospes.planning.models import Solution, Task
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.run_task import run_task_now
from tests.making import NOW, make_agency, make_facts, take_in
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 6, 9, 13, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def planted(*rules: dict[str, Any], **facts: Any) -> Agency:
    """An agency with these rules and one booking; they are due on 9 June at 15:00 unless they say more."""
    agency = make_agency()
    save_rules(agency, *({"recipe": "free", "purpose": "news", **rule} for rule in rules))
    book(agency, "B1", **facts)
    return agency


def book(agency: Agency, reference: str, **facts: Any) -> None:
    """A booking whose guest allows advertisements by e-mail."""
    take_in(agency, make_facts(reference, **facts))
    may = {"channel": "email", "kind": "marketing", "is_allowed": True, "changed_at": NOW}
    for person in Person.objects.filter(permissions=None):
        Permission.objects.create(agency=agency, person=person, **may)
    plan_tasks(agency.pk, now=NOW)


def names(claimed: list[Claimed]) -> list[str]:
    return [Solution.objects.get(pk=task.solution_id).name for task in claimed]


def go(now: datetime) -> list[str]:
    """Claim what may go now, and do it."""
    claimed = claim_tasks(now=now, limit=50)
    finish_tasks([Finished(task.task_id, "done") for task in claimed], now=now)
    return names(claimed)


def task_of(name: str) -> Task:
    return Task.objects.get(solution__name=name)


def to(*roles: Any) -> dict[str, Any]:
    return {"notifications": [{"to": role, "template": "words", "channels": ["email"]} for role in roles]}


def test_messages_due_together_go_two_minutes_apart_in_the_order_of_the_journey() -> None:
    planted({}, {}, {})
    assert go(DUE) == ["Rule 1"]
    assert [(task_of(n).due_at, task_of(n).details) for n in ("Rule 2", "Rule 3")] == [
        (DUE + 2 * MINUTE, {"waits": "spacing"}),
        (DUE + 4 * MINUTE, {"waits": "spacing"}),
    ]
    assert go(DUE + 2 * MINUTE) == ["Rule 2"]
    assert go(DUE + 4 * MINUTE) == ["Rule 3"]
    assert task_of("Rule 3").details is None


def test_the_earlier_instant_goes_first_when_both_are_late() -> None:
    later = {"anchor": "arrival", "offset": -5, "unit": "hours"}
    earlier = {"anchor": "arrival", "offset": -6, "unit": "hours"}
    planted({"trigger": later}, {"trigger": earlier})
    assert go(DUE + timedelta(days=2, hours=23)) == ["Rule 2"]


def test_what_lies_before_the_booking_was_made_does_not_overtake_its_confirmation() -> None:
    agency = make_agency()
    save_rules(agency, {}, {"purpose": "confirmation", "trigger": {"anchor": "booked", "offset": 0}}, {})
    take_in(agency, make_facts(booked_at=DUE + timedelta(days=1)), now=DUE + timedelta(days=1))
    assert go(DUE + timedelta(days=1) + 2 * MINUTE) == ["Rule 2"]


def test_a_message_follows_at_two_minutes_from_one_that_has_gone() -> None:
    planted({}, {"trigger": {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:01"}})
    assert go(DUE) == ["Rule 1"]
    assert go(DUE + MINUTE) == []
    assert task_of("Rule 2").due_at == DUE + 2 * MINUTE
    assert go(DUE + 2 * MINUTE) == ["Rule 2"]


def test_what_does_not_go_to_the_guest_keeps_no_distance() -> None:
    planted({}, to("owner"), to("administrators"), to({"email": "desk@example.com"}), to("client"))
    assert go(DUE) == ["Rule 1", "Rule 2", "Rule 3", "Rule 4"]
    assert go(DUE + 2 * MINUTE) == ["Rule 5"]


def test_bookings_do_not_wait_for_each_other() -> None:
    agency = planted({})
    book(agency, "B2")
    assert go(DUE) == ["Rule 1", "Rule 1"]


def test_a_message_whose_deadline_would_pass_goes_at_once() -> None:
    soon = {"deadline": {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:02"}}
    planted({}, soon)
    assert go(DUE) == ["Rule 1", "Rule 2"]


def test_a_message_that_would_be_pushed_into_quiet_hours_until_its_deadline_goes_at_once() -> None:
    quiet = {
        "quiet_hours": {"from": "15:01", "to": "20:00"},
        "deadline": {"anchor": "arrival", "offset": -3, "unit": "days", "at": "19:00"},
    }
    planted({}, quiet)
    assert go(DUE) == ["Rule 1", "Rule 2"]


def test_what_a_person_lets_go_goes_at_once() -> None:
    agency = planted({}, {})
    run_task_now(agency.pk, task_of("Rule 2").pk, now=DUE, by="eva@example.com")
    assert sorted(go(DUE)) == ["Rule 1", "Rule 2"]


def test_S34_what_is_only_tried_keeps_no_distance() -> None:
    planted({}, {})
    Solution.objects.filter(name="Rule 1").update(is_sandbox=True)
    assert go(DUE) == ["Rule 1", "Rule 2"]


ADVERT = {"kind": "marketing"}


def test_one_advertisement_a_day_the_next_one_at_the_first_minute_of_the_next_day() -> None:
    planted(ADVERT, ADVERT)
    assert go(DUE) == ["Rule 1"]
    assert (task_of("Rule 2").due_at, task_of("Rule 2").details) == (
        datetime(2026, 6, 9, 22, tzinfo=UTC),
        {"waits": "cap"},
    )
    assert go(datetime(2026, 6, 9, 22, tzinfo=UTC)) == ["Rule 2"]


def test_the_first_minute_is_the_end_of_quiet_hours_where_the_day_begins_with_them() -> None:
    planted(ADVERT, {**ADVERT, "quiet_hours": {"from": "21:00", "to": "09:00"}})
    assert go(DUE) == ["Rule 1"]
    assert task_of("Rule 2").due_at == datetime(2026, 6, 10, 7, tzinfo=UTC)


def test_an_advertisement_that_cannot_wait_a_day_is_skipped() -> None:
    planted(
        ADVERT, {**ADVERT, "deadline": {"anchor": "arrival", "offset": -1, "unit": "days", "at": "00:00"}}
    )
    Task.objects.filter(solution__name="Rule 2").update(deadline=datetime(2026, 6, 9, 22, tzinfo=UTC))
    Solution.objects.filter(name="Rule 2").update(deadline_offset=-2)
    assert go(DUE) == ["Rule 1"]
    assert (task_of("Rule 2").state, task_of("Rule 2").reason) == ("skipped", "capped")


def test_three_advertisements_a_stay_and_the_fourth_is_skipped() -> None:
    planted(
        *[{**ADVERT, "trigger": {"anchor": "arrival", "offset": -9 + n, "at": "15:00"}} for n in range(4)]
    )
    days = [datetime(2026, 6, 3 + n, 13, tzinfo=UTC) for n in range(4)]
    assert [go(day) for day in days] == [["Rule 1"], ["Rule 2"], ["Rule 3"], []]
    assert (task_of("Rule 4").state, task_of("Rule 4").reason) == ("skipped", "capped")


def test_the_day_counts_for_all_bookings_of_the_guest() -> None:
    same = {"guest": PersonFacts(name="Anna Keller", email="anna@example.com")}
    agency = planted(ADVERT, **same)
    book(agency, "B2", guest=PersonFacts(name="A. Keller", email="anna@example.com"))
    assert go(DUE) == ["Rule 1"]
    assert Task.objects.get(state="planned").details == {"waits": "cap"}


def test_other_messages_are_not_counted() -> None:
    planted(ADVERT, {})
    assert go(DUE) == ["Rule 1"]
    assert go(DUE + 2 * MINUTE) == ["Rule 2"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_write_advertisements_to_one_guest_at_a_time() -> None:
    planted(ADVERT, guest=PersonFacts(name="Anna Keller", email="anna@example.com"))
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(agency_id || ' ' || address_key, %s))"
                " FROM bookings_person WHERE email = 'anna@example.com'",
                [MARKETING_LOCK],
            )
            with transaction.atomic():
                assert claim_tasks(now=DUE, limit=10) == []
        other.rollback()
        with transaction.atomic():
            assert len(claim_tasks(now=DUE, limit=10)) == 1
    finally:
        other.close()


def test_S7_a_message_that_waits_for_its_distance_never_goes_before_its_instant() -> None:
    planted({}, {}, {"trigger": {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:03"}})
    minutes = range(-1, 6)
    gone = [go(DUE + n * MINUTE) for n in minutes]
    assert gone == [[], ["Rule 1"], [], ["Rule 2"], [], ["Rule 3"], []]
