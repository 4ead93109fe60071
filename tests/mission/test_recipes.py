"""Recipes from the first booking to the last message (mission.md, recipes; payments; reviews; “we miss you”).

systems/001, “Solutions”, and systems/000, its three parts. Payment reminders, the card, the automatic
confirmation, the sauna and arrival instructions are told in tests/recipes/test_lives.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.mark_paying import mark_paying
from hospes.bookings.models import Booking
from hospes.bookings.record_consents import ConsentFacts
from hospes.bookings.record_reviews import ReviewFacts, record_review
from hospes.engine.change_settings import change_settings
from hospes.engine.change_solutions import change_solutions
from hospes.engine.take_in_words import take_in_consents
from hospes.planning.models import Task
from hospes.planning.recipes.load_recipes import find_recipe
from hospes.planning.recipes.set_recipes import recipe_for_agency
from tests.making import NOW
from tests.mission.world import World, arrivals, at, delivered, ends, moments

pytestmark = pytest.mark.django_db
UNPAID: dict[str, Any] = {"total": Decimal(840), "paid": Decimal(0), "payment_due": date(2026, 5, 29)}
PAID: dict[str, Any] = {
    "status": "pending",
    "is_paid_at_once": True,
    "total": Decimal(840),
    "paid": Decimal(840),
}


def world_with(*recipes: str, **changes: str) -> World:
    """An agency that has switched these recipes on."""
    world = World()
    for recipe in recipes:
        written = recipe_for_agency(
            world.agency.pk, find_recipe(recipe), ["en"], changes=changes, active=True
        )
        change_solutions(world.agency.pk, written, now=NOW, by="anna@example.com")
    return world


def reviewed(world: World, booking: Booking, *, now: str, rating: int = 5) -> None:
    review = ReviewFacts(f"R-{booking.reference}", at(now), rating=rating)
    world.does(record_review, booking, review, now=at(now))


def test_the_tourist_is_reminded_until_the_reminders_are_used_up() -> None:
    # systems/001, Bookings: if there are pending payments, the tourist is reminded to complete them.
    world = world_with("pending_payment", times="3")
    world.books(**UNPAID)
    world.passes("2026-07-30 00:00")
    assert moments() == ["2026-05-26 10:00", "2026-05-29 10:00", "2026-06-01 10:00"]


def test_nobody_is_reminded_while_a_payment_is_under_way() -> None:
    world = world_with("pending_payment", times="1")
    booking = world.books(**UNPAID)
    world.does(mark_paying, booking, now=at("2026-05-26 09:55"), is_paying=True)
    world.passes("2026-05-26 10:05")
    assert delivered() == []
    assert ends() == [("B1", "held", "paying")]


def test_nothing_confirms_itself_where_payments_are_settled_elsewhere() -> None:
    # systems/001: "This option is not available for companies with Avantio Payments".
    world = world_with("auto_confirm")
    change_settings(world.agency.pk, {"settles_payments_elsewhere": True}, now=NOW, by="anna@example.com")
    world.books(**PAID)
    world.passes("2026-05-02 00:00")
    assert Booking.objects.get().status == "pending"
    assert ends() == [("B1", "skipped", "payments_elsewhere")]


def test_a_booking_that_confirms_itself_is_followed_by_its_confirmation() -> None:
    world = world_with("auto_confirm")
    world.rules("{system_notifications: [{event: pending}, {event: confirmed}]}")
    world.books(**PAID)
    world.passes("2026-05-02 00:00")
    assert Booking.objects.get().status == "confirmed"
    assert "Your booking is confirmed: Casa Mar, B1" in [message.subject for message in delivered()]


def test_services_are_offered_a_week_before_arrival() -> None:
    # systems/000, 1: offer additional services after the reservation has been made.
    world = world_with("offer_services")
    world.books()
    world.passes("2026-07-01 00:00")
    assert arrivals() == [("2026-06-05 11:00", "anna@example.com")]


def test_a_guest_without_a_review_is_asked_and_reminded_once() -> None:
    # systems/000, 2: a reminder for tourists that have not left any review.
    world = world_with("review_request")
    world.books()
    world.passes("2026-08-30 00:00")
    assert moments() == ["2026-06-21 10:00", "2026-06-26 10:00"]


def test_who_has_left_a_review_is_not_asked_again() -> None:
    world = world_with("review_request")
    booking = world.books()
    world.passes("2026-06-22 00:00")
    reviewed(world, booking, now="2026-06-22 12:00")
    world.passes("2026-08-30 00:00")
    assert moments() == ["2026-06-21 10:00"]


@pytest.mark.parametrize("status", ["no_show", "cancelled"])
def test_who_did_not_come_is_not_asked_for_a_review(status: str) -> None:
    world = world_with("review_request")
    world.books()
    world.books(status=status, now=at("2026-06-13 12:00"))
    world.passes("2026-08-30 00:00")
    assert delivered() == []


def test_a_review_is_thanked_for_with_a_promo_code_once() -> None:
    # systems/000, 3: an automatic Thank You e-mail, "even ... a promo code or a discount".
    world = world_with("review_thanks", code="SEA10")
    booking = world.books()
    reviewed(world, booking, now="2026-06-22 12:00")
    reviewed(world, booking, now="2026-06-22 12:00")
    world.passes("2026-08-30 00:00")
    assert moments() == ["2026-06-23 10:00"]
    assert "SEA10" in delivered()[0].text


def test_every_reviewer_gets_another_code_of_the_pool_and_poor_ratings_get_none() -> None:
    world = world_with()
    world.rules(
        """
        promo_pools: [{name: thanks, codes: [SEA-1, SEA-2]}]
        solutions:
          - name: Thank you
            recipe: review_thanks
            trigger: {anchor: "event:review_received", offset: 1, unit: days, at: "10:00"}
            reward: {pool: thanks, min_rating: 4}
            notifications: [{to: guest, template: thanks}]
        templates: [{name: thanks, versions: {en: {subject: Thanks, text: "{{ reward.code }}"}}}]
        """
    )
    for number, rating in (("B1", 5), ("B2", 2), ("B3", 4)):
        booking = world.books(number, property=f"Casa {number}")
        reviewed(world, booking, now="2026-06-22 12:00", rating=rating)
    world.passes("2026-08-30 00:00")
    assert sorted(message.text for message in delivered()) == ["SEA-1", "SEA-2"]
    assert ("B2", "skipped", "rating") in ends()


@pytest.mark.parametrize(
    ("recipe", "told"),
    [("owner_booking", ["2026-05-02 12:02"]), ("owner_pre_booking", ["2026-05-01 10:02"])],
)
def test_the_owner_hears_of_confirmed_bookings_or_of_pre_bookings_too(recipe: str, told: list[str]) -> None:
    # systems/001, Owners: "only on confirmed bookings or also on pre-bookings".
    world = world_with(recipe)
    world.books(status="pending")
    world.passes("2026-05-02 12:00")
    world.books(now=at("2026-05-02 12:00"))
    world.passes("2026-06-01 00:00")
    assert arrivals() == [(moment, "marta@example.com") for moment in told]


def test_the_owner_hears_of_new_dates_and_of_the_end() -> None:
    world = world_with("owner_booking", "owner_moved", "owner_cancelled")
    world.books()
    world.passes("2026-05-02 00:00")
    world.books(arrival=date(2026, 6, 13), now=at("2026-05-03 10:00"))
    world.passes("2026-05-04 00:00")
    world.books(arrival=date(2026, 6, 13), status="cancelled", now=at("2026-05-05 10:00"))
    world.passes("2026-06-01 00:00")
    assert [(moment[:10], address) for moment, address in arrivals()] == [
        ("2026-05-01", "marta@example.com"),
        ("2026-05-03", "marta@example.com"),
        ("2026-05-05", "marta@example.com"),
    ]


def test_guests_whose_last_visit_is_long_ago_are_missed_when_they_want_to_hear_it() -> None:
    # systems/003: "at the moment ... does not support reminders" when the last visit was long ago. Ours does.
    world = world_with("win_back", months="6")
    stays: dict[str, Any] = {"arrival": date(2026, 6, 12), "departure": date(2026, 6, 19)}
    eva = PersonFacts(name="Eva Malá", email="eva@example.com", language="en")
    booking = world.books("ANNA", **stays)
    world.books("EVA", guest=eva, property="Casa Alta", **stays)
    yes = ConsentFacts(booking.guest_id, "email", "marketing", is_allowed=True, at=NOW, source="page")
    take_in_consents(world.agency.pk, [yes], now=NOW)
    world.passes("2027-03-01 00:00")
    assert arrivals() == [("2026-12-16 11:00", "anna@example.com")]


def test_who_has_booked_again_is_not_missed() -> None:
    world = world_with("win_back", months="6")
    booking = world.books("FIRST")
    yes = ConsentFacts(booking.guest_id, "email", "marketing", is_allowed=True, at=NOW, source="page")
    take_in_consents(world.agency.pk, [yes], now=NOW)
    later: dict[str, Any] = {"arrival": date(2027, 6, 12), "departure": date(2027, 6, 19)}
    world.books("AGAIN", now=at("2026-10-01 10:00"), booked_at=at("2026-10-01 10:00"), **later)
    world.passes("2027-03-01 00:00")
    assert delivered() == []


def test_the_evening_before_departure_says_goodbye() -> None:
    world = world_with("check_out")
    world.books()
    world.passes("2026-07-01 00:00")
    assert moments() == ["2026-06-18 18:00"]


def test_minutes_are_counted_for_what_went_by_itself() -> None:
    world = world_with("check_out")
    world.books()
    world.passes("2026-07-01 00:00")
    assert Task.objects.get().solution.minutes_saved == 3
    assert delivered()[0].by == ""
    assert NOW + timedelta(days=1) < delivered()[0].queued_at
