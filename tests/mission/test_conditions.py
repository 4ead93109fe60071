"""Which bookings a solution is for (mission.md, solutions and tasks, conditions).

systems/001, “Step by Step”, points 3 and 7; systems/000, tags (“an inclusion functionality, not … an
exclusion”): here exclusion works too.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.save_portals import PortalFacts, save_portals
from tests.making import NOW
from tests.mission.world import World, delivered

pytestmark = pytest.mark.django_db
TRIGGER = "trigger: {anchor: arrival, offset: -1, unit: days}"
BERND = PersonFacts(name="Bernd Vogel", email="bernd@example.com", language="de-AT")
VIP = PersonFacts(name="Marta Puig", email="marta@example.com", tags=("VIP",))
OTHER = PersonFacts(name="Pau Roig", email="pau@example.com", tags=())

CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("{statuses: [pending]}", {"status": "pending"}, {}),
    ("{payment: unpaid}", {"total": Decimal(840)}, {"total": Decimal(840), "paid": Decimal(1)}),
    ("{payment: partly_paid}", {"total": Decimal(840), "paid": Decimal(1)}, {"total": Decimal(840)}),
    (
        "{payment: paid}",
        {"total": Decimal(840), "paid": Decimal(840)},
        {"total": Decimal(840), "paid": Decimal(839)},
    ),
    ("{payment: zero_total}", {}, {"total": Decimal(840)}),
    ("{tags: {bookings: [honeymoon]}}", {"tags": ("honeymoon", "dog")}, {"tags": ("dog",)}),
    (
        "{tags: {owners: [VIP]}}",
        {"property": "Casa Vip", "owner": VIP},
        {"property": "Casa Mar", "owner": OTHER},
    ),
    (
        "{tags: {properties: [pool]}}",
        {"property": "Casa Pool", "property_tags": ("pool",)},
        {"property": "Casa Mar"},
    ),
    ("{without_tags: {bookings: [group]}}", {}, {"tags": ("group",)}),
    ("{portals: [Airbnb]}", {"portal": "Airbnb"}, {"portal": "Web"}),
    ("{properties: [Casa Alta]}", {"property": "Casa Alta"}, {"property": "Casa Mar"}),
    ("{lead_days: {max: 45}}", {}, {"arrival": date(2026, 6, 30), "departure": date(2026, 7, 7)}),
    ("{nights: {min: 5}}", {}, {"departure": date(2026, 6, 14)}),
    ("{party: {min: 4}}", {"adults": 3, "children": 1}, {"adults": 2}),
    ("{languages: [de]}", {"guest": BERND}, {}),
    (
        '{season: {from: "06-15", to: "06-30"}}',
        {},
        {"arrival": date(2026, 6, 5), "departure": date(2026, 6, 8)},
    ),
    (
        "{where: {any: [{nights: {min: 10}}, {all: [{party: {min: 4}}, {not: {portals: [Airbnb]}}]}]}}",
        {"adults": 5},
        {"adults": 5, "portal": "Airbnb"},
    ),
]


@pytest.mark.parametrize(("conditions", "wanted", "other"), CASES, ids=[case[0] for case in CASES])
def test_a_condition_picks_bookings(conditions: str, wanted: dict[str, Any], other: dict[str, Any]) -> None:
    world = World()
    world.rule(f"{{{TRIGGER}, conditions: {conditions}}}")
    world.books("YES", **wanted)
    world.books("NO", **other)
    world.passes("2026-07-30 00:00")
    assert [message.subject for message in delivered()] == ["YES"]


def test_tags_of_portals_pick_their_bookings() -> None:
    world = World()
    save_portals(world.agency.pk, [PortalFacts("Airbnb", tags=("masked",))], now=NOW)
    world.rule(f"{{{TRIGGER}, conditions: {{tags: {{portals: [masked]}}}}}}")
    world.books("YES", portal="Airbnb")
    world.books("NO")
    world.passes("2026-07-30 00:00")
    assert [message.subject for message in delivered()] == ["YES"]


def test_a_tag_that_comes_later_brings_the_booking_in_and_one_that_goes_takes_it_out() -> None:
    world = World()
    world.rule(f"{{{TRIGGER}, conditions: {{tags: {{bookings: [honeymoon]}}}}}}")
    world.books("COMES")
    world.books("GOES", tags=("honeymoon",))
    world.books("COMES", tags=("honeymoon",))
    world.books("GOES")
    world.passes("2026-07-30 00:00")
    assert [message.subject for message in delivered()] == ["COMES"]
