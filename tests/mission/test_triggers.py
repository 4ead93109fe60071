"""When a solution acts: offsets, units, the agency's clock (mission.md, solutions and tasks, trigger).

systems/001, “Step by Step”, points 4–6 and its questions; systems/000, “NEW - MAY 2021”.
"""

from __future__ import annotations

from datetime import date

import pytest

from hospes.bookings.save_properties import PropertyFacts
from hospes.engine.change_places import change_properties
from hospes.kit.errors import Malformed
from tests.making import NOW
from tests.mission.world import World, appointment, moments

pytestmark = pytest.mark.django_db


def test_thirty_days_before_check_in_at_three_in_the_afternoon() -> None:
    # systems/001, point 4: the execution time may be chosen, "30 days before check-in, at 3:00 PM".
    world = World()
    world.rule('trigger: {anchor: arrival, offset: -30, unit: days, at: "15:00"}')
    world.books(arrival=date(2026, 7, 12), departure=date(2026, 7, 19))
    world.passes("2026-07-11 00:00")
    assert moments() == ["2026-06-12 15:00"]


def test_two_months_before_the_twelfth_of_june_is_the_thirteenth_of_april() -> None:
    # systems/001, point 6: a month equals 30 days; 2 months before 06/12/2023 is 04/13/2023.
    world = World()
    world.rule('trigger: {anchor: arrival, offset: -2, unit: months, at: "15:00"}')
    world.books(arrival=date(2027, 6, 12), departure=date(2027, 6, 19))
    world.passes("2027-06-01 00:00")
    assert moments() == ["2027-04-13 15:00"]


def test_weeks_after_departure_with_a_positive_number() -> None:
    # systems/000, NEW - MAY 2021: a positive number is after, a negative one before.
    world = World()
    world.rule('trigger: {anchor: departure, offset: 1, unit: weeks, at: "10:00"}')
    world.books()
    world.passes("2026-07-30 00:00")
    assert moments() == ["2026-06-26 10:00"]


def test_some_days_after_the_booking_date() -> None:
    world = World()
    world.rule('trigger: {anchor: booked, offset: 3, unit: days, at: "09:30"}')
    world.books()
    world.passes("2026-06-30 00:00")
    assert moments() == ["2026-05-04 09:30"]


def test_nothing_can_go_before_the_booking_is_made() -> None:
    # systems/000: before is "not applicable on the Booking date, which would be pointless".
    with pytest.raises(Malformed, match="offset"):
        World().rule("trigger: {anchor: booked, offset: -1, unit: days}")


def test_the_hour_is_that_of_the_agency_wherever_the_property_is() -> None:
    # systems/001, question "What if my agency operates in a different time zone?"
    world = World()
    world.rules(
        """
        solutions:
          - name: Agency's clock
            trigger: {anchor: arrival, offset: -1, unit: days, at: "15:00"}
            notifications: [{to: guest, template: said}]
          - name: Property's clock
            clock: property
            trigger: {anchor: arrival, offset: -1, unit: days, at: "15:00"}
            notifications: [{to: guest, template: said}]
        """
    )
    change_properties(
        world.agency.pk,
        [PropertyFacts("Casa Mar", timezone="Atlantic/Canary")],
        groups={},
        now=NOW,
        by="anna@example.com",
    )
    world.books()
    world.passes("2026-06-13 00:00")
    assert moments() == ["2026-06-11 15:00", "2026-06-11 16:00"]


def test_an_exact_hour_is_kept_when_the_clocks_change() -> None:
    # systems/001, question "Can I set reminders to be sent at a specific time?"
    world = World()
    world.rule('trigger: {anchor: arrival, offset: -1, unit: days, at: "15:00"}')
    world.books(arrival=date(2026, 10, 26), departure=date(2026, 10, 30))
    world.passes("2026-10-26 00:00")
    assert moments() == ["2026-10-25 15:00"]


def test_sixty_minutes_and_three_hours_before_the_start_of_an_appointment() -> None:
    # systems/002, "Automated system messages" (3 hours in advance) and "SMS messages" (60 minutes before).
    world = World()
    world.rules(
        """
        solutions:
          - name: An hour
            trigger: {anchor: arrival, offset: -60, unit: minutes}
            notifications: [{to: guest, template: said}]
          - name: Three hours
            trigger: {anchor: arrival, offset: -3, unit: hours}
            notifications: [{to: guest, template: said}]
        """
    )
    world.books(**appointment("2026-06-12 18:30"))
    world.passes("2026-06-13 00:00")
    assert moments() == ["2026-06-12 15:30", "2026-06-12 17:30"]
