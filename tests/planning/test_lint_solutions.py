"""`lint_solutions`: each code for what it means, and silence where all is well."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Permission, Person, Property
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.planning.lint_solutions import lint_solutions
from hospes.planning.models import PromoPool
from hospes.planning.problems import PROBLEMS, SEVERITIES, Problem
from hospes.planning.save_message_groups import attach_properties
from hospes.planning.save_system_notifications import save_system_notifications
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
GOOD = {"subject": "Hello", "text": "Dear {{ guest.first_name }}, see you soon.", "sms": "See you soon"}
ARRIVAL = {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"}


def agency_with(words: dict[str, str] | None = None, **rule: Any) -> Agency:
    """An agency with one booking of an English guest and one solution."""
    agency = make_agency()
    make_template(agency, en=words or GOOD)
    take_in(agency, make_facts())
    make_solution(agency, **rule)
    return agency


def problems(agency: Agency) -> list[Problem]:
    return lint_solutions(agency.pk, now=NOW)


def codes(agency: Agency) -> list[str]:
    return [problem.code for problem in problems(agency)]


def line(**changes: Any) -> list[dict[str, Any]]:
    return [{"to": "guest", "template": "welcome", "channels": ["email"], **changes}]


def test_a_solution_that_works_has_no_problem() -> None:
    assert problems(agency_with()) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"conditions": {"nights": {"min": 5}, "where": {"nights": {"max": 4}}}}, "never_matches"),
        (
            {
                "trigger": {"anchor": "event:cancelled", "offset": 0, "unit": "minutes"},
                "conditions": {"statuses": ["confirmed"]},
            },
            "event_status",
        ),
        ({"recipe": "pending_payment", "conditions": {"payment": "paid"}}, "paid_reminder"),
        ({"conditions": {"portals": ["Nowhere.com"]}}, "unknown_name"),
        ({"notifications": line(channels=["viber"])}, "no_words"),
        ({"kind": "marketing"}, "nobody_consents"),
        ({"notifications": []}, "no_notification"),
    ],
)
def test_each_mistake_in_a_rule_has_its_code(rule: dict[str, Any], code: str) -> None:
    assert code in codes(agency_with(**rule))


@pytest.mark.parametrize(
    ("trigger", "deadline", "is_over"),
    [
        ({"anchor": "arrival", "offset": 1, "unit": "days"}, {"anchor": "arrival"}, True),
        ({"anchor": "arrival", "offset": -1, "unit": "days"}, {"anchor": "arrival"}, False),
        ({"anchor": "departure", "offset": 15, "unit": "days"}, None, True),
        ({"anchor": "departure", "offset": 13, "unit": "days"}, None, False),
        ({"anchor": "departure", "offset": 0, "unit": "minutes"}, {"anchor": "arrival"}, True),
        ({"anchor": "arrival", "offset": 2, "unit": "days"}, None, False),
        ({"anchor": "event:paid", "offset": 5, "unit": "days"}, None, False),
    ],
)
def test_S10_what_is_planned_at_or_after_its_deadline_is_found(
    trigger: dict[str, Any], deadline: dict[str, Any] | None, is_over: bool
) -> None:
    agency = agency_with(trigger=trigger, **({"deadline": deadline} if deadline else {}))
    assert ("after_deadline" in codes(agency)) is is_over


def test_S10_bounds_of_the_conditions_count_for_the_deadline() -> None:
    trigger = {"anchor": "arrival", "offset": 3, "unit": "days", "at": "18:00"}
    assert codes(agency_with(trigger=trigger, conditions={"nights": {"max": 3}})) == ["after_deadline"]


def test_S22_a_time_inside_quiet_hours_is_found_with_the_hours() -> None:
    agency = agency_with(trigger={**ARRIVAL, "at": "22:30"})
    Agency.objects.update(quiet_from=time(21), quiet_to=time(9))
    (problem,) = problems(agency)
    assert problem.sentence == (
        "It is planned at 22:30, which always lies in quiet hours; it waits until 09:00."
    )
    assert problem.fix == "Choose a time between 09:00 and 21:00."


def test_S23_a_language_of_coming_guests_without_words_is_found_with_their_number() -> None:
    agency = agency_with()
    guest = PersonFacts(name="Eva Kern", email="eva@example.com", language="de-AT")
    take_in(agency, make_facts("B2", guest=guest))
    (problem,) = problems(agency)
    assert (problem.code, problem.severity) == ("missing_language", "warning")
    assert problem.sentence == (
        "Coming guests who speak German: 1. The template “welcome” has no words in it for e-mail,"
        " so they get another language."
    )


def test_S24_a_field_that_only_another_anchor_fills_is_found() -> None:
    words = {"subject": "Hello", "text": "You moved from {{ booking.old_arrival }}."}
    (problem,) = problems(agency_with(words))
    assert (problem.code, problem.values["field"]) == ("field_not_available", "booking.old_arrival")
    assert problem.values["anchor"] == "event:moved"


def test_a_secret_for_somebody_who_is_not_the_guest_is_an_error() -> None:
    words = {"subject": "Hello", "text": "The code is {{ property.secrets.door_code }}."}
    (problem,) = problems(agency_with(words, notifications=line(to="owner")))
    assert (problem.code, problem.severity) == ("secret_to_others", "error")


def test_S20_copies_of_secret_words_are_a_hint() -> None:
    words = {"subject": "Hello", "text": "The way: {{ property.instructions }}."}
    (problem,) = problems(agency_with(words, notifications=line(cc=["eva@example.com"])))
    assert (problem.code, problem.severity) == ("copies_dropped", "hint")


def test_an_sms_of_three_parts_is_found() -> None:
    (problem,) = problems(agency_with({**GOOD, "sms": "Welcome to us. " * 25}))
    assert (problem.code, problem.name, problem.values["number"]) == ("long_sms", "welcome", 3)


def test_S19_two_solutions_of_one_purpose_are_found_only_where_they_overlap() -> None:
    agency = agency_with(purpose="arrival_info", conditions={"nights": {"max": 6}})
    make_solution(agency, "Second", purpose="arrival_info", conditions={"nights": {"min": 7}})
    assert codes(agency) == []
    make_solution(agency, "Third", purpose="arrival_info", conditions={"nights": {"min": 5}})
    assert [(one.code, one.name, one.values["other"]) for one in problems(agency)] == [
        ("same_purpose", "Third", "Welcome"),
        ("same_purpose", "Third", "Second"),
    ]


def test_S25_marketing_that_a_coming_guest_allows_is_fine() -> None:
    agency = agency_with(kind="marketing")
    guest = Person.objects.get(email="guest-b1@example.com")
    Permission.objects.create(
        agency_id=agency.pk, person=guest, channel="email", kind="marketing", is_allowed=True, changed_at=NOW
    )
    assert codes(agency) == []


def test_a_pool_without_codes_is_found() -> None:
    agency = make_agency()
    make_template(agency, en=GOOD)
    PromoPool.objects.create(agency_id=agency.pk, name="Thanks", created_at=NOW)
    make_solution(agency, recipe="review_thanks", reward={"pool": "Thanks"})
    assert codes(agency) == ["empty_pool"]


def test_a_template_that_nothing_uses_is_a_hint() -> None:
    agency = agency_with()
    make_template(agency, "spare")
    (problem,) = problems(agency)
    assert (problem.code, problem.subject, problem.name) == ("unused_template", "template", "spare")


def test_only_the_named_solutions_are_looked_at() -> None:
    agency = agency_with(notifications=[])
    make_solution(agency, "Second")
    assert lint_solutions(agency.pk, now=NOW, names=["Second"]) == []


def test_errors_come_first() -> None:
    agency = agency_with(
        kind="marketing", conditions={"portals": ["Nowhere.com"]}, notifications=line(channels=["viber"])
    )
    found = [problem.severity for problem in problems(agency)]
    assert found == sorted(found, key=SEVERITIES.index)
    assert found[0] == "error"


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_code_has_a_severity_a_sentence_and_a_fix(code: str) -> None:
    severity, sentence, fix = PROBLEMS[code]
    assert severity in SEVERITIES
    assert sentence.endswith(".")
    assert fix.endswith(".")


def test_the_reference_lists_every_code_with_its_severity() -> None:
    page = Path(__file__).parents[2] / "docs/reference/lint.md"
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == {code: severity for code, (severity, _, _) in PROBLEMS.items()}


def test_a_line_to_a_member_who_is_none_is_an_error() -> None:
    (problem,) = problems(agency_with(notifications=line(to="staff:nobody@example.com")))
    assert (problem.code, problem.severity) == ("no_member", "error")
    assert problem.sentence == (
        "It writes to the member nobody@example.com, and nobody with this address is one: nothing goes."
    )


def test_a_channel_without_a_connection_is_found_unless_another_channel_of_the_line_delivers() -> None:
    agency = agency_with(notifications=line(channels=["sms"]))
    assert codes(agency) == ["no_connection"]
    settings = {"host": "127.0.0.1", "port": 1}
    save_connection(agency.pk, ConnectionFacts("Texts", "sms", "scripted", settings), now=NOW)
    assert codes(agency) == []
    make_solution(agency, "Second", notifications=line(channels=["viber", "email"]))
    assert "no_connection" not in codes(agency)


def test_a_cell_of_the_matrix_without_a_connection_is_found() -> None:
    agency = agency_with()
    cell = {"event": "reminder", "audience": "guest", "channel": "sms", "leads": ["24h"]}
    save_system_notifications(agency.pk, [cell], now=NOW, by="test")
    (problem,) = problems(agency)
    assert (problem.code, problem.name) == ("no_connection", "System: reminder 24 h before · guest · SMS")


def test_a_name_that_a_fixed_address_cannot_have_is_found() -> None:
    words = {"subject": "Hello {{ recipient.first_name }}", "text": "To {{ recipient.email }}"}
    (problem,) = problems(agency_with(words, notifications=line(to={"email": "desk@example.com"})))
    assert (problem.code, problem.values["field"]) == ("empty_recipient", "recipient.first_name")


def test_a_message_group_without_properties_is_found() -> None:
    agency = agency_with(conditions={"message_group": "Seaside"})
    assert codes(agency) == ["empty_group"]
    house = Property.objects.get(agency_id=agency.pk)
    attach_properties(agency.pk, {house.name: "Seaside"}, now=NOW)
    assert codes(agency) == []
