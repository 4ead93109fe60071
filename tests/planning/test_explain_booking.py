"""`explain_booking`: one explanation for every solution, which says what the plan says (properties 7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin
from hospes.bookings.models import Portal
from hospes.bookings.receive_bookings import receive_bookings
from hospes.kit.errors import NotFound
from hospes.planning.explain_booking import explain_booking, explanation_sentences
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_tasks
from tests.making import NOW, make_agency, make_facts
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db


def planned_booking(agency: Agency, **changes: Any) -> int:
    (received,) = receive_bookings(agency.pk, [make_facts(**changes)], now=NOW, origin=Origin.LIVE)
    assert received.booking_id
    plan_tasks(agency.pk, now=NOW, booking_ids=[received.booking_id])
    return received.booking_id


def sentences(agency: Agency, booking_id: int) -> list[str]:
    return [
        line
        for explanation in explain_booking(agency.pk, booking_id, now=NOW)
        for line in explanation_sentences(explanation)
    ]


def test_it_says_how_the_instant_comes_about_and_which_conditions_hold() -> None:
    agency = make_agency()
    save_rules(agency, {"conditions": {"nights": {"min": 3}}})
    assert sentences(agency, planned_booking(agency)) == [
        "Rule 1 · booking B1: It applies to this booking.",
        "Condition statuses holds: wanted confirmed, the booking has confirmed.",
        "Condition nights holds: wanted 3 to open, the booking has 7.",
        "It counts 3 days before arrival, which is 2026-06-12 15:00 in Europe/Madrid, at 15:00.",
        "By the rule it goes at 2026-06-09 15:00 in Europe/Madrid (2026-06-09 13:00 UTC).",
        "Nothing goes at or after 2026-06-19 11:00 in Europe/Madrid (2026-06-19 09:00 UTC).",
        "It is planned and goes at 2026-06-09 15:00 in Europe/Madrid (2026-06-09 13:00 UTC).",
    ]


def test_S6_it_notes_a_time_that_clocks_skip() -> None:
    agency = make_agency(now=NOW)
    save_rules(agency, {"trigger": {"anchor": "arrival", "offset": -1, "unit": "days", "at": "02:30"}})
    stay = {"arrival": date(2027, 3, 29), "departure": date(2027, 3, 30)}
    booking_id = planned_booking(agency, **stay)
    (explanation,) = explain_booking(agency.pk, booking_id, now=NOW)
    (occurrence,) = explanation.occurrences
    assert occurrence.shift == "gap"
    assert occurrence.planned_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"),
    [
        ({"active": False}, {}, "off"),
        ({"conditions": {"nights": {"min": 8}}}, {}, "conditions"),
        ({"trigger": {"anchor": "payment_due", "offset": -1, "unit": "days"}}, {}, "no_anchor"),
        ({"applies_to": {"since": "2026-06-01T00:00"}}, {}, "scope"),
        ({"recipe": "review_request", "conditions": {"statuses": []}}, {"status": "no_show"}, "review"),
    ],
)
def test_it_names_the_first_thing_in_the_way(
    rule: dict[str, Any], facts: dict[str, Any], verdict: str
) -> None:
    agency = make_agency()
    save_rules(agency, rule)
    (explanation,) = explain_booking(agency.pk, planned_booking(agency, **facts), now=NOW)
    assert explanation.verdict == verdict
    assert explanation.occurrences == ()


def test_a_portal_that_is_excluded_is_named_as_the_reason() -> None:
    agency = make_agency()
    save_rules(agency, {})
    Portal.objects.create(agency_id=agency.pk, name="Web", is_excluded=True, created_at=NOW)
    (explanation,) = explain_booking(agency.pk, planned_booking(agency), now=NOW)
    assert explanation.verdict == "portal_excluded"


def test_a_failing_condition_says_what_was_wanted_and_what_was_seen() -> None:
    agency = make_agency()
    save_rules(agency, {"conditions": {"tags": {"bookings": ["VIP"]}, "languages": ["de"]}})
    booking_id = planned_booking(agency, tags=("sea",))
    assert sentences(agency, booking_id)[2:] == [
        "Condition tags fails: wanted bookings: VIP, the booking has bookings: sea; owners: none;"
        " properties: none; portals: none.",
        "Condition languages fails: wanted de, the booking has en.",
    ]


def test_a_task_that_a_person_skipped_is_explained_by_its_state() -> None:
    agency = make_agency()
    save_rules(agency, {})
    booking_id = planned_booking(agency)
    Task.objects.filter(agency_id=agency.pk).update(state="skipped", reason="by_person")
    assert sentences(agency, booking_id)[-1] == "It was skipped. Somebody stopped it by hand."


def test_what_is_not_planned_yet_is_told_as_what_planning_would_say() -> None:
    agency = make_agency()
    save_rules(agency, {})
    (received,) = receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    assert received.booking_id
    assert sentences(agency, received.booking_id)[-1].startswith(
        "Not planned yet; planning now would say: It is"
    )


def test_a_booking_or_solution_that_is_not_there_is_refused() -> None:
    agency = make_agency()
    with pytest.raises(NotFound, match="There is no such booking"):
        explain_booking(agency.pk, 1, now=NOW)
    with pytest.raises(NotFound, match="There is no solution “Nobody”"):
        explain_booking(agency.pk, planned_booking(agency), now=NOW + timedelta(days=1), solution="Nobody")
