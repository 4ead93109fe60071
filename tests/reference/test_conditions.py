from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reference.conditions import holds, matches, specificity
from tests.reference.examples import facts, madrid, received, utc
from tests.reference.world import Person, Portal, Property

AIRBNB = Portal("Airbnb", frozenset({"ota"}))
STAY = facts(
    portal=AIRBNB,
    children=1,
    tags=frozenset({"late"}),
    owner_tags=frozenset({"VIP"}),
    property_tags=frozenset({"sea", "pool"}),
    people={"guest": Person("ana@example.com", language="pt-BR")},
)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"statuses": ["confirmed", "pending"]}, True),
        ({"statuses": ["cancelled"]}, False),
        ({"statuses": []}, True),
        ({"tags": {"owners": ["VIP", "gold"]}}, True),
        ({"tags": {"owners": ["VIP"], "properties": ["garden"]}}, False),
        ({"tags": {"owners": ["VIP"], "properties": ["garden", "sea"], "bookings": []}}, True),
        ({"tags": {"portals": ["ota"]}}, True),
        ({"without_tags": {"bookings": ["late"]}}, False),
        ({"without_tags": {"bookings": ["group"], "owners": ["gold"]}}, True),
        ({"without_tags": {"bookings": ["group"], "properties": ["pool"]}}, False),
        ({"portals": ["Airbnb"]}, True),
        ({"portals": ["Vrbo"]}, False),
        ({"portals": []}, True),
        ({"properties": ["Casa Azul"]}, True),
        ({"properties": ["Casa Roja"]}, False),
        ({"message_group": None}, True),
        ({"message_group": "beach"}, False),
        ({"lead_days": {"min": 40, "max": 40}}, True),
        ({"lead_days": {"min": 41, "max": None}}, False),
        ({"nights": {"min": 3, "max": 3}}, True),
        ({"nights": {"min": None, "max": 2}}, False),
        ({"party": {"min": 3, "max": 3}}, True),
        ({"party": {"min": 4}}, False),
        ({"languages": ["pt"]}, True),
        ({"languages": ["PT-br"]}, True),
        ({"languages": ["pt-PT"]}, False),
        ({"languages": []}, True),
        ({"where": {"any": [{"nights": {"min": 7}}, {"portals": ["Airbnb"], "party": {"max": 3}}]}}, True),
        ({"where": {"all": [{"nights": {"max": 3}}, {"not": {"portals": ["Airbnb"]}}]}}, False),
        ({"where": {"not": {"any": [{"party": {"min": 9}}, {"languages": ["de"]}]}}}, True),
        ({"where": {"all": []}}, True),
        ({"where": {"any": []}}, False),
    ],
)
def test_a_condition_holds_for_the_stay_or_not(node: dict[str, Any], expected: bool) -> None:
    assert holds(node, received(STAY)) is expected


@pytest.mark.parametrize(
    ("total", "paid", "true_of_it"),
    [
        ("0", "0", {"any", "zero_total"}),
        ("100", "0", {"any", "unpaid", "unsettled"}),
        ("100", "30", {"any", "partly_paid", "unsettled"}),
        ("100", "100", {"any", "paid"}),
        ("100", "120", {"any", "paid"}),
    ],
)
def test_payment_states_are_exclusive_but_for_unsettled(total: str, paid: str, true_of_it: set[str]) -> None:
    seen = received(facts(total=Decimal(total), paid=Decimal(paid)))
    values = ("any", "zero_total", "unpaid", "partly_paid", "paid", "unsettled")
    assert {value for value in values if holds({"payment": value}, seen)} == true_of_it


@pytest.mark.parametrize(
    ("arrival", "nights", "first", "last", "expected"),
    [
        ("2026-06-10", 3, "06-12", "08-31", True),
        ("2026-06-10", 3, "06-13", "08-31", False),
        ("2026-06-10", 3, "05-01", "06-10", True),
        ("2026-06-10", 3, "05-01", "06-09", False),
        ("2026-12-30", 4, "01-01", "01-06", True),
        ("2026-12-20", 3, "12-15", "01-06", True),
        ("2027-01-06", 1, "12-15", "01-06", True),
        ("2027-01-07", 1, "12-15", "01-06", False),
        ("2026-06-10", 0, "06-10", "06-10", True),
        ("2024-02-28", 2, "02-29", "02-29", True),
        ("2026-02-28", 2, "02-29", "02-29", False),
        ("2026-06-10", 3, "06-12", None, True),
        ("2026-06-10", 3, None, "06-09", False),
        ("2025-01-01", 400, "12-31", "12-31", True),
    ],
)
def test_a_season_wants_one_night_of_the_stay(
    arrival: str, nights: int, first: str | None, last: str | None, expected: bool
) -> None:
    day = date.fromisoformat(arrival)
    seen = received(facts(arrival=day, departure=day + timedelta(days=nights)))
    assert holds({"season": {"from": first, "to": last}}, seen) is expected


def test_a_booking_of_an_excluded_portal_never_matches_even_when_it_is_named() -> None:
    seen = received(facts(portal=Portal("Airbnb", excluded=True)))
    assert not matches({"portals": ["Airbnb"]}, seen)
    assert not matches({}, seen)
    assert matches({}, received(STAY))


def test_a_booking_without_portal_matches_when_no_portal_is_named() -> None:
    assert matches({"portals": []}, received(facts()))
    assert not matches({"portals": ["Airbnb"]}, received(facts()))


def test_a_message_group_wants_a_property_that_it_is_attached_to() -> None:
    seen = received(facts(property=Property("Casa", message_groups=frozenset({"beach"}))))
    assert holds({"message_group": "beach"}, seen)


def test_lead_days_count_from_the_date_of_booking_at_the_agency() -> None:
    # 23:30 UTC on 8 June is 9 June in Madrid.
    assert holds({"lead_days": {"min": 1, "max": 1}}, received(facts(booked_at=utc("2026-06-08 23:30"))))
    assert holds({"lead_days": {"max": 0}}, received(facts(booked_at=madrid("2026-06-10 00:00"))))


def test_dates_of_an_appointment_are_those_of_its_start_and_end_at_the_property() -> None:
    home = Property("Fale", ZoneInfo("Pacific/Apia"))
    # 11:30 UTC on 9 June is half past midnight on 10 June in Apia.
    seen = received(facts(property=home, starts_at=utc("2026-06-09 11:30"), ends_at=utc("2026-06-09 13:00")))
    assert holds({"nights": {"max": 0}, "lead_days": {"min": 40, "max": 40}}, seen)


def test_s19_specificity_counts_what_restricts() -> None:
    assert specificity({"statuses": ["confirmed"], "payment": "any", "tags": {"owners": []}}) == 1
    tree = {"where": {"any": [{"nights": {"min": 2, "max": 5}}, {"not": {"portals": ["Airbnb"]}}]}}
    assert specificity({"statuses": ["confirmed"], **tree}) == 4
