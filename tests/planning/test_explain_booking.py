"""`explain_booking`: one explanation for every solution, which says what the plan says (properties 7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin
from hospes.bookings.models import Portal
from hospes.bookings.receive_bookings import receive_bookings
from hospes.bookings.record_reviews import ReviewFacts, record_review
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
        "“Status” holds: wanted confirmed, the booking is confirmed.",
        "“Nights” holds: wanted 3 or more, the booking has 7.",
        "It counts 3 days before arrival, which is 12 June 2026, 15:00 (Europe/Madrid)."
        " At 15:00 by the clock.",
        "By the rule it goes at 9 June 2026, 15:00 (Europe/Madrid).",
        "Nothing goes at or after 19 June 2026, 11:00 (Europe/Madrid).",
        "It is planned and goes at 9 June 2026, 15:00 (Europe/Madrid).",
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
        "“Tags” fails: wanted bookings: VIP, the booking has bookings: sea; owners: none;"
        " properties: none; portals: none.",
        "“Language” fails: wanted de, the booking has en.",
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


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ({"nights": {"min": 1, "max": 1}}, "“Nights” fails: wanted 1, the booking has 7."),
        ({"party": {"max": 0}}, "“Guests” fails: wanted 0 or less, the booking has 1."),
        (
            {"season": {"from": "07-01", "to": "08-31"}},
            "“Season” fails: wanted nights from 1 July to 31 August, the booking has"
            " 12 June 2026 – 19 June 2026.",
        ),
        (
            {"payment": "partly_paid"},
            "“Payment” fails: wanted partly paid; €0.00 of €90.00 paid.",
        ),
        ({"any": [{"nights": {"min": 9}}, {"portals": ["X"]}]},
         "“At least one of these” fails: wanted (Nights: 9 or more) | (Portal: X)."),
    ],
)  # fmt: skip
def test_conditions_are_said_in_plain_words(conditions: dict[str, Any], sentence: str) -> None:
    agency = make_agency()
    save_rules(agency, {"conditions": conditions})
    assert sentences(agency, planned_booking(agency, total=Decimal(90)))[2] == sentence


def test_what_was_decided_is_told_from_what_was_stored_then() -> None:
    agency = make_agency()
    save_rules(agency, {"conditions": {"nights": {"min": 3}}})
    booking_id = planned_booking(agency)
    seen = {
        "status": "confirmed", "total": "840.00", "paid": "210.00", "currency": "EUR", "nights": 1,
        "now": "2026-06-09T13:00:00+00:00",
    }  # fmt: skip
    Task.objects.filter(agency_id=agency.pk).update(state="done", details={"seen": seen})
    save_rules(agency, {"conditions": {"nights": {"min": 9}}})
    said = sentences(agency, booking_id)
    assert said[0] == (
        "Rule 1 · booking B1: It has gone, as decided then. For the booking as it is now:"
        " It does not apply: not all conditions hold (Nights)."
    )
    assert said[-2:] == [
        "Decided at 9 June 2026, 15:00 (Europe/Madrid), when the booking was confirmed, €210.00 of €840.00"
        " paid, 1 night.",
        "Version 1 of the solution decided; now it is at version 2.",
    ]


def test_occurrences_are_grouped_and_one_day_is_one_day() -> None:
    agency = make_agency()
    trigger = {"anchor": "arrival", "offset": -1, "unit": "days", "at": "10:00"}
    save_rules(agency, {"trigger": trigger, "repeat": {"every_days": 1, "times": 2}})
    said = sentences(agency, planned_booking(agency))
    assert said[2:4] == [
        "Occurrence 1:",
        "  It counts 1 day before arrival, which is 12 June 2026, 15:00 (Europe/Madrid)."
        " At 10:00 by the clock.",
    ]


def test_what_a_task_waits_for_is_said() -> None:
    agency = make_agency()
    save_rules(agency, {})
    booking_id = planned_booking(agency)
    Task.objects.filter(agency_id=agency.pk).update(details={"waits": "quiet"})
    assert sentences(agency, booking_id)[-1].endswith("It waits for the end of quiet hours.")


def test_what_a_review_withdraws_says_so() -> None:
    agency = make_agency()
    save_rules(agency, {"recipe": "review_request"})
    booking_id = planned_booking(agency)
    record_review(agency.pk, booking_id, ReviewFacts("R1", NOW, 5, "Lovely", "web"), now=NOW)
    plan_tasks(agency.pk, now=NOW, booking_ids=[booking_id])
    assert sentences(agency, booking_id)[-1] == (
        "It was withdrawn. The guest has written a review since, or did not come."
    )
