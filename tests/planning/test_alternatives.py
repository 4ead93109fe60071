"""Trees of conditions as flat alternatives."""

from typing import Any

import pytest

from hospes.kit.errors import Malformed
from hospes.planning.alternatives import alternatives_of
from hospes.planning.conditions import read_conditions
from hospes.planning.places import Place


def meant(tree: dict[str, Any]) -> list[dict[str, Any]]:
    return alternatives_of(read_conditions(Place("conditions", {"statuses": [], **tree})))


@pytest.mark.parametrize(
    ("tree", "alternatives"),
    [
        ({}, [{}]),
        ({"nights": {"min": 2, "max": 5}}, [{"nights_min": 2, "nights_max": 5}]),
        ({"where": {"not": {"nights": {"min": 2, "max": 5}}}}, [{"nights_max": 1}, {"nights_min": 6}]),
        ({"payment": "unsettled"}, [{"payments": ["unpaid", "partly_paid"]}]),
        ({"where": {"not": {"payment": "unsettled"}}}, [{"payments": ["zero_total", "paid"]}]),
        ({"tags": {"owners": ["VIP"]}}, [{"owner_tags_all": ["VIP"]}]),
        ({"tags": {"owners": ["b", "a"]}}, [{"owner_tags_any": ["a", "b"]}]),
        ({"without_tags": {"bookings": ["x"]}}, [{"booking_tags_none": ["x"]}]),
        (
            {"where": {"any": [{"portals": ["Airbnb"]}, {"not": {"portals": ["Web"]}}]}},
            [{"portals_any": ["Airbnb"]}, {"portals_none": ["Web"]}],
        ),
        ({"portals": ["A"], "where": {"all": [{"portals": ["B"]}]}}, []),
        ({"languages": ["pt"], "where": {"languages": ["pt-BR", "es"]}}, [{"languages_any": ["pt-br"]}]),
        ({"season": {"from": "11-15", "to": "02-28"}}, [{"seasons_in": [11150228]}]),
        ({"where": {"all": []}}, [{}]),
        ({"where": {"any": []}}, []),
        (
            {"tags": {"bookings": ["a", "b"]}, "where": {"tags": {"bookings": ["c", "d"]}}},
            [
                {"booking_tags_any": ["a", "b"], "booking_tags_all": ["c"]},
                {"booking_tags_any": ["a", "b"], "booking_tags_all": ["d"]},
            ],
        ),
    ],
)
def test_a_tree_means_these_alternatives(tree: dict[str, Any], alternatives: list[dict[str, Any]]) -> None:
    assert meant(tree) == alternatives


def test_more_than_64_alternatives_are_refused() -> None:
    either = [{"any": [{"tags": {"bookings": [f"{n}a"]}}, {"nights": {"min": n}}]} for n in range(1, 8)]
    with pytest.raises(Malformed, match=r"^conditions: means more than 64 alternatives; make it simpler"):
        meant({"where": {"all": either}})
