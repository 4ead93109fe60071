"""`search_reasons`: everybody who does not get a message, each with one reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Portal
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.insight.search_reasons import Reasons, search_reasons
from hospes.kit.errors import NotFound
from hospes.planning.explain_booking import explain_booking
from hospes.planning.models import Solution, Task
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db


def make_world(**rule: Any) -> Agency:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, **rule)
    return agency


def search(agency: Agency, **how: Any) -> Reasons:
    return search_reasons(agency.pk, "Welcome", now=NOW, **how)


def test_who_is_going_to_get_it_is_not_listed() -> None:
    agency = make_world()
    take_in(agency, make_facts())
    assert search(agency) == Reasons([], {}, {}, None)


def test_who_has_got_it_is_not_listed() -> None:
    agency = make_world()
    take_in(agency, make_facts())
    execute_tasks(now=NOW + timedelta(days=41, hours=5))
    assert Task.objects.get().state == "done"
    assert search(agency).counts == {}


def test_a_booking_without_a_task_is_listed_with_the_condition_that_fails() -> None:
    agency = make_world(conditions={"nights": {"min": 5}, "statuses": ["confirmed"]})
    take_in(agency, make_facts("B1", departure=date(2026, 6, 14)), make_facts("B2", status="pending"))
    found = search(agency)
    assert [(row.reference, row.guest, row.property, row.why.reason) for row in found.rows] == [
        ("B2", "Anna Keller", "Casa Mar", "conditions:statuses"),
        ("B1", "Anna Keller", "Casa Mar", "conditions:nights"),
    ]
    assert found.sentences["conditions:nights"] == ("It does not apply: not all conditions hold (Nights).")


def test_a_task_that_was_not_sent_says_its_reason() -> None:
    agency = make_world()
    take_in(agency, make_facts())
    Task.objects.update(state="skipped", reason="by_person")
    (row,) = search(agency).rows
    assert (row.why.kind, row.why.reason) == ("task", "by_person")
    assert row.why.sentence == "Somebody stopped it by hand."


def test_a_message_that_reached_nobody_says_its_reason() -> None:
    agency = make_world()
    take_in(agency, make_facts())
    execute_tasks(now=NOW + timedelta(days=41, hours=5))
    Message.objects.update(state="undelivered", reason="bounced")
    (row,) = search(agency).rows
    assert (row.why.kind, row.why.reason) == ("message", "bounced")


def test_bookings_of_excluded_portals_are_listed() -> None:
    agency = make_world()
    Portal.objects.create(agency_id=agency.pk, name="Web", is_excluded=True, created_at=NOW)
    take_in(agency, make_facts())
    assert search(agency).counts == {"portal_excluded": 1}


def test_S16_bookings_out_of_scope_are_listed_with_the_moment() -> None:
    agency = make_world(applies_to={"since": "2026-06-01T00:00"})
    take_in(agency, make_facts())
    assert search(agency).sentences == {
        "scope": "It does not apply: the booking was first seen before 31 May 2026, 22:00 (UTC), and only"
        " newer ones count."
    }


def test_a_solution_that_is_off_is_the_reason_of_all() -> None:
    agency = make_world(active=False)
    take_in(agency, make_facts("B1"), make_facts("B2"))
    assert search(agency).counts == {"off": 2}


def test_pages_follow_each_other_and_counts_are_of_all() -> None:
    agency = make_world(conditions={"nights": {"min": 9}})
    take_in(agency, *(make_facts(f"B{n}") for n in range(1, 6)))
    first = search(agency, most=3)
    assert [row.reference for row in first.rows] == ["B5", "B4", "B3"]
    second = search(agency, most=3, after=first.following)
    assert [row.reference for row in second.rows] == ["B2", "B1"]
    assert (second.following, second.counts) == (None, {"conditions:nights": 5})


def test_only_rows_of_a_reason_are_shown_when_asked() -> None:
    agency = make_world(conditions={"nights": {"min": 5}, "statuses": ["confirmed"]})
    take_in(agency, make_facts("B1", departure=date(2026, 6, 14)), make_facts("B2", status="pending"))
    assert [row.reference for row in search(agency, reason="conditions:nights").rows] == ["B1"]
    assert [row.reference for row in search(agency, reason="conditions").rows] == ["B2", "B1"]


def test_the_verdicts_are_those_of_the_explanation_of_each_booking() -> None:
    agency = make_world(
        conditions={"nights": {"min": 5}}, recipe="review_request", kind="marketing",
        trigger={"anchor": "departure", "offset": 1, "unit": "days"},
    )  # fmt: skip
    facts = make_facts("B1")
    cases = [
        facts,
        replace(facts, reference="B2", departure=date(2026, 6, 14)),
        replace(facts, reference="B3", status="no_show"),
        replace(facts, reference="B4", portal="Other"),
    ]
    take_in(agency, *cases)
    found = {row.reference: row.why.reason.partition(":")[0] for row in search(agency).rows}
    booked = {row.reference: row.booking_id for row in search(agency).rows}
    assert found == {
        reference: explain_booking(agency.pk, booking_id, now=NOW)[0].verdict
        for reference, booking_id in booked.items()
    }
    assert set(found) == {"B1", "B2", "B3", "B4"}


def test_a_solution_that_is_not_there_is_named() -> None:
    agency = make_agency()
    assert not Solution.objects.exists()
    with pytest.raises(NotFound, match="no solution “Welcome”"):
        search(agency)
