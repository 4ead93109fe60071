"""Which bookings a solution begins with, excluded portals, message groups (mission.md, solutions and tasks).

systems/000: only bookings received from now on, or also those already created, or from a moment on;
systems/001: the bookings of one portal “are not compatible”; systems/002, “Custom messages”: message
groups, at most one each.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml

from hospes.bookings.save_portals import PortalFacts
from hospes.engine.change_places import change_portals
from tests.making import NOW
from tests.mission.world import World, delivered

pytestmark = pytest.mark.django_db
DAY_BEFORE = "trigger: {anchor: arrival, offset: -1, unit: days}"
LATER = NOW + timedelta(days=1)


def subjects() -> list[str]:
    return sorted(message.subject for message in delivered())


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("new", ["NEW"]),
        ("existing", ["NEW", "OLD", "OLDEST"]),
        ('{since: "2026-05-01T12:00"}', ["NEW", "OLD"]),
    ],
)
def test_a_solution_begins_with_new_bookings_or_with_all_or_from_a_moment_on(
    scope: str, told: list[str]
) -> None:
    world = World()
    world.books("OLDEST", property="Casa Alta")
    world.books("OLD", now=NOW + timedelta(hours=6), property="Casa Baixa")
    world.rule(f"{{{DAY_BEFORE}, applies_to: {scope}}}", now=LATER)
    world.books("NEW", now=LATER + timedelta(hours=1))
    world.passes("2026-06-30 00:00")
    assert subjects() == told


@pytest.mark.parametrize(("ticked", "told"), [("false", []), ("true", ["B1"])])
def test_existing_bookings_are_sent_what_is_past_only_when_it_is_ticked(ticked: str, told: list[str]) -> None:
    world = World()
    world.books()
    trigger = "trigger: {anchor: arrival, offset: -2, unit: months}"
    world.rule(f"{{{trigger}, applies_to: existing, sends_late_existing: {ticked}}}", now=LATER)
    world.passes("2026-06-30 00:00")
    assert subjects() == told


def test_the_bookings_of_an_excluded_portal_get_nothing() -> None:
    world = World()
    world.rule(DAY_BEFORE)
    world.books("OWN")
    world.books("FOREIGN", portal="Muchosol", property="Casa Alta")
    change_portals(
        world.agency.pk, [PortalFacts("Muchosol", is_excluded=True)], now=LATER, by="anna@example.com"
    )
    world.books("NEXT", portal="Muchosol", property="Casa Baixa", now=LATER)
    world.passes("2026-06-30 00:00")
    assert subjects() == ["OWN"]


GROUPS = """
message_groups:
  - {name: Saunas, properties: [Smoke sauna, Lake sauna]}
solutions:
  - name: Turn on
    trigger: {anchor: arrival, offset: -60, unit: minutes}
    conditions: {message_group: Saunas}
    notifications: [{to: guest, template: said}]
  - name: Thank you
    trigger: {anchor: departure, offset: 1, unit: hours}
    conditions: {message_group: Saunas}
    notifications: [{to: guest, template: said}]
"""


def test_a_group_of_messages_goes_with_the_properties_it_is_given_to() -> None:
    world = World()
    world.books("HOUSE", property="Casa Mar")
    world.books("SMOKE", property="Smoke sauna")
    world.books("LAKE", property="Lake sauna")
    world.rules(GROUPS.replace("conditions:", "applies_to: existing\n    conditions:"))
    world.passes("2026-06-30 00:00")
    assert subjects() == ["LAKE", "LAKE", "SMOKE", "SMOKE"]


def test_a_property_is_in_one_group_at_most() -> None:
    world = World()
    world.books("SMOKE", property="Smoke sauna")
    world.books("LAKE", property="Lake sauna")
    world.rules(GROUPS.replace("conditions:", "applies_to: existing\n    conditions:"))
    other = {"message_groups": [{"name": "Lakes", "properties": ["Lake sauna"]}]}
    world.rules(yaml.safe_dump(other), now=LATER)
    world.passes("2026-06-30 00:00")
    assert subjects() == ["SMOKE", "SMOKE"]
