"""`plan_tasks`: touching bookings of one guest speak as one stay (S35)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.bookings.models import Booking
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.explain_booking import explain_booking, explanation_sentences
from hospes.planning.models import Solution, Task
from hospes.planning.plan_solutions import plan_solutions
from tests.making import NOW, make_agency, make_facts
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", language="en")
WELCOME = {"trigger": {"anchor": "arrival", "offset": -1, "unit": "days"}}
GOODBYE = {"trigger": {"anchor": "departure", "offset": 1, "unit": "days"}}


def agency_with(*rules: Mapping[str, Any], **agency: Any) -> Agency:
    made = make_agency(**agency)
    save_rules(made, *({"purpose": "news", **rule} for rule in rules))
    return made


def stay(reference: str, first: int, last: int, **changes: Any) -> BookingFacts:
    days = {"arrival": date(2026, 6, first), "departure": date(2026, 6, last)}
    return make_facts(reference, **{**days, "guest": ANNA, **changes})


def take_in(agency: Agency, *facts: BookingFacts) -> None:
    take_in_bookings(agency.pk, facts, now=NOW, origin=Origin.LIVE)


def states() -> dict[str, str]:
    """Booking → state of its one task, with its reason."""
    return {
        task.booking.reference: f"{task.state} {task.reason}".strip()
        for task in Task.objects.select_related("booking")
    }


def test_S35_only_the_first_booking_speaks_before_the_arrival() -> None:
    take_in(agency_with(WELCOME), stay("B1", 1, 5), stay("B2", 5, 9), stay("B3", 9, 12))
    assert states() == {"B1": "planned"}


def test_S35_only_the_last_booking_speaks_after_the_departure() -> None:
    take_in(agency_with(GOODBYE), stay("B1", 1, 5), stay("B2", 5, 9), stay("B3", 9, 12))
    assert states() == {"B3": "planned"}


def test_S35_only_the_last_booking_asks_for_a_review() -> None:
    rule = {"recipe": "review_request", "trigger": {"anchor": "event:completed"}}
    rule = {**rule, "conditions": {"statuses": ["completed"]}}
    take_in(agency_with(rule), stay("B1", 1, 5, status="completed"), stay("B2", 5, 9, status="completed"))
    assert states() == {"B2": "planned"}


def test_S35_a_booking_that_prolongs_the_stay_takes_over() -> None:
    agency = agency_with(GOODBYE)
    take_in(agency, stay("B1", 1, 5))
    assert states() == {"B1": "planned"}
    take_in(agency, stay("B2", 5, 9))
    assert states() == {"B1": "withdrawn stitched", "B2": "planned"}


def test_S35_when_the_second_booking_is_cancelled_the_first_speaks_again() -> None:
    agency = agency_with(GOODBYE)
    take_in(agency, stay("B1", 1, 5), stay("B2", 5, 9))
    take_in(agency, stay("B2", 5, 9, status="cancelled", status_at=NOW))
    assert states() == {"B1": "planned", "B2": "withdrawn cancelled"}


@pytest.mark.parametrize(
    "change",
    [
        {"guest": PersonFacts(name="Bo", email="bo@example.com")},
        {"property": "Casa Sol"},
        {"arrival": date(2026, 6, 6)},
    ],
)
def test_S35_when_the_second_booking_goes_to_somebody_or_somewhere_else_the_first_speaks_again(
    change: dict[str, Any],
) -> None:
    agency = agency_with(GOODBYE)
    take_in(agency, stay("B1", 1, 5), stay("B2", 5, 9))
    assert states() == {"B2": "planned"}
    take_in(agency, stay("B2", 5, 9, **change))
    assert states() == {"B1": "planned", "B2": "planned"}


@pytest.mark.parametrize(
    "other",
    [
        {"guest": PersonFacts(name="Bo", email="bo@example.com")},
        {"property": "Casa Sol"},
        {"arrival": date(2026, 6, 6)},
    ],
)
def test_S35_another_guest_another_home_or_a_night_between_is_another_stay(other: dict[str, Any]) -> None:
    take_in(agency_with(WELCOME), stay("B1", 1, 5), stay("B2", 5, 9, **other))
    assert states() == {"B1": "planned", "B2": "planned"}


def test_S35_the_agency_can_switch_it_off() -> None:
    agency = agency_with(WELCOME)
    Agency.objects.filter(pk=agency.pk).update(stitches_stays=False)
    take_in(agency, stay("B1", 1, 5), stay("B2", 5, 9))
    assert states() == {"B1": "planned", "B2": "planned"}


def test_S35_a_solution_can_switch_it_off() -> None:
    agency = agency_with(WELCOME)
    Solution.objects.update(stitches=False)
    take_in(agency, stay("B1", 1, 5), stay("B2", 5, 9))
    assert states() == {"B1": "planned", "B2": "planned"}


@pytest.mark.parametrize(
    "rule",
    [
        {"trigger": {"anchor": "booked", "offset": 1, "unit": "days"}},
        {**WELCOME, "recipe": "pending_payment"},
        {**WELCOME, "recipe": "owner_booking"},
    ],
)
def test_S35_news_of_a_booking_its_payment_and_its_owner_stay_its_own(rule: dict[str, Any]) -> None:
    take_in(agency_with(rule), stay("B1", 1, 5, total=Decimal(100)), stay("B2", 5, 9, total=Decimal(100)))
    assert states() == {"B1": "planned", "B2": "planned"}


def test_S35_appointments_of_one_day_each_speak_for_themselves() -> None:
    take_in(agency_with(WELCOME), stay("B1", 5, 5), stay("B2", 5, 5))
    assert states() == {"B1": "planned", "B2": "planned"}


def test_S35_switching_it_on_for_a_solution_withdraws_what_the_stay_does_not_need() -> None:
    agency = agency_with(WELCOME)
    Solution.objects.update(stitches=False)
    take_in(agency, stay("B1", 1, 5), stay("B2", 5, 9))
    Solution.objects.update(stitches=True)
    plan_solutions(agency.pk, list(Solution.objects.values_list("pk", flat=True)), now=NOW)
    assert states() == {"B1": "planned", "B2": "withdrawn stitched"}


def test_S35_the_explanation_says_that_another_booking_speaks() -> None:
    agency = agency_with(WELCOME)
    take_in(agency, stay("B1", 1, 5), stay("B2", 5, 9))
    booking_id = _id("B2")
    (explanation,) = explain_booking(agency.pk, booking_id, now=NOW)
    assert (explanation.verdict, explanation.occurrences) == ("stitched", ())
    assert explanation_sentences(explanation)[0] == (
        "Rule 1 · booking B2: It does not go for this booking: the guest stays on in the same property, and"
        " another booking of that stay speaks for it."
    )


def _id(reference: str) -> int:
    return int(Booking.objects.get(reference=reference).pk)
