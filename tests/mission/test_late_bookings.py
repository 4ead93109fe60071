"""A booking that comes after the planned time (mission.md, solutions and tasks, late booking).

systems/000, “Offer additional services”: planned at the creation of the booking, sent at the next check;
systems/001, its first question says the same.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from hospes.bookings.facts import Origin
from tests.making import make_facts
from tests.mission.world import ANNA, World, at, delivered, ends, moments

pytestmark = pytest.mark.django_db
MONTH_BEFORE = 'trigger: {anchor: arrival, offset: -1, unit: months, at: "15:00"}'
TWO_WEEKS_BEFORE = at("2026-05-29 12:00")


def late_booking(world: World, now: datetime = TWO_WEEKS_BEFORE) -> None:
    world.books(now=now, booked_at=now)


def test_a_month_before_is_sent_at_the_next_check_when_the_booking_comes_two_weeks_before() -> None:
    world = World()
    world.rule(MONTH_BEFORE)
    late_booking(world)
    world.passes("2026-07-01 00:00")
    assert moments() == ["2026-05-29 12:02"]


@pytest.mark.parametrize(
    ("late", "sent"),
    [
        ("skip", []),
        ('{send_if_within: "20d"}', ["2026-05-29 12:02"]),
        ('{send_if_within: "10d"}', []),
    ],
)
def test_each_solution_says_what_becomes_of_late_ones(late: str, sent: list[str]) -> None:
    world = World()
    world.rule(f"{{{MONTH_BEFORE}, late: {late}}}")
    late_booking(world)
    world.passes("2026-07-01 00:00")
    assert moments() == sent


def test_nothing_goes_at_or_after_its_deadline() -> None:
    world = World()
    world.rule(f"{{{MONTH_BEFORE}, deadline: {{anchor: arrival, offset: -20, unit: days}}}}")
    late_booking(world)
    world.passes("2026-07-01 00:00")
    assert delivered() == []
    assert ends() == [("B1", "skipped", "too_late")]


def test_late_messages_can_come_as_one() -> None:
    world = World()
    world.rules(
        """
        solutions:
          - name: Services
            late: bundle
            trigger: {anchor: arrival, offset: -30, unit: days, at: "15:00"}
            notifications: [{to: guest, template: services}]
          - name: Directions
            late: bundle
            trigger: {anchor: arrival, offset: -20, unit: days, at: "15:00"}
            notifications: [{to: guest, template: directions}]
        templates:
          - {name: services, versions: {en: {subject: Services, text: "Would you like a cot?"}}}
          - {name: directions, versions: {en: {subject: Directions, text: "Turn left at the church."}}}
        """
    )
    late_booking(world)
    world.passes("2026-07-01 00:00")
    [message] = delivered()
    assert message.subject == "Services"
    assert "Would you like a cot?" in message.text
    assert "Turn left at the church." in message.text


def test_of_late_repetitions_only_the_last_goes() -> None:
    world = World()
    world.rule("{trigger: {anchor: arrival, offset: -30, unit: days}, repeat: {every_days: 5, times: 5}}")
    late_booking(world)
    world.passes("2026-05-30 00:00")
    assert moments() == ["2026-05-29 12:02"]
    assert ends()[:3] == [
        ("B1", "skipped", "superseded"),
        ("B1", "skipped", "superseded"),
        ("B1", "skipped", "superseded"),
    ]


def test_last_years_guests_hear_nothing_when_they_are_imported() -> None:
    world = World()
    world.rules(
        """
        solutions:
          - name: Confirmation
            trigger: {anchor: booked, unit: minutes}
            applies_to: existing
            notifications: [{to: guest, template: said}]
          - name: Review
            trigger: {anchor: departure, offset: 2, unit: days, at: "10:00"}
            applies_to: existing
            notifications: [{to: guest, template: said}]
        """
    )
    last_year: dict[str, Any] = {
        "arrival": date(2025, 6, 12),
        "departure": date(2025, 6, 19),
        "booked_at": at("2025-01-01 10:00"),
    }
    world.comes(make_facts(guest=ANNA, **last_year), origin=Origin.IMPORT)
    world.passes("2026-07-01 00:00")
    assert delivered() == []
