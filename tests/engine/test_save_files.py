"""`save_file`: a file of solutions with all its parts goes in whole, and the same comes out."""

from __future__ import annotations

from typing import Any

import pytest

from hospes.agencies.tenancy import acting_for
from hospes.engine.change_solutions import change_solutions
from hospes.engine.save_files import FILE_KEYS, SavedFile, save_file
from hospes.kit.errors import Malformed, NotFound
from hospes.planning.export_solutions import export_solutions
from hospes.planning.models import PromoPool, Solution, Task
from tests.making import NOW, make_agency, make_facts, take_in
from tests.planning.making import TEMPLATE, rule

pytestmark = pytest.mark.django_db
WHOLE: dict[str, Any] = {
    "solutions": [rule(recipe="review_thanks", reward={"pool": "thanks", "min_rating": 4})],
    "templates": [TEMPLATE],
    "system_notifications": [
        {"event": "confirmed", "audience": "guest", "channel": "email", "active": True},
    ],
    "message_groups": [{"name": "Saunas", "properties": ["Casa Mar"]}],
    "promo_pools": [{"name": "thanks", "codes": ["A-1", "B-2"]}],
}


def test_a_file_with_all_its_parts_comes_out_as_it_went_in() -> None:
    agency = make_agency()
    take_in(agency, make_facts())
    changed = change_solutions(agency.pk, WHOLE, now=NOW, by="test")
    assert [(saved.name[:7], saved.outcome) for saved in changed.saved] == [
        ("Rule 1", "created"),
        ("System:", "created"),
    ]
    exported = export_solutions(agency.pk)
    assert {key: exported[key] for key in WHOLE} == WHOLE
    again = change_solutions(agency.pk, exported, now=NOW, by="test")
    assert {saved.outcome for saved in again.saved} == {"unchanged"}


def test_pools_come_before_the_solutions_that_need_them_and_a_mistake_saves_none_of_it() -> None:
    agency = make_agency()
    take_in(agency, make_facts())
    broken = {**WHOLE, "system_notifications": [{"event": "sunset"}]}
    with pytest.raises(Malformed, match=r"^system_notifications\[0\]"):
        change_solutions(agency.pk, broken, now=NOW, by="test")
    assert not PromoPool.objects.exists()
    assert not Solution.objects.exists()


def test_an_empty_file_changes_nothing() -> None:
    agency = make_agency()
    with acting_for(agency.pk):
        assert save_file(agency.pk, dict.fromkeys(FILE_KEYS), now=NOW, by="test") == SavedFile([])
    assert export_solutions(agency.pk) == {"solutions": [], "templates": []}


def test_a_property_that_comes_into_a_group_gets_the_solutions_of_the_group() -> None:
    agency = make_agency()
    take_in(agency, make_facts())
    grouped = {"solutions": [rule(conditions={"message_group": "Saunas"})], "templates": [TEMPLATE]}
    assert change_solutions(agency.pk, grouped, now=NOW, by="test").difference.is_empty
    assert "message_groups" not in export_solutions(agency.pk)
    joined = {"message_groups": WHOLE["message_groups"]}
    difference = change_solutions(agency.pk, joined, now=NOW, by="test").difference
    assert difference.numbers["added"] == 1
    assert [(task.solution.name, task.state) for task in Task.objects.all()] == [("Rule 1", "planned")]
    assert export_solutions(agency.pk)["message_groups"] == WHOLE["message_groups"]


def test_a_group_with_a_property_that_there_is_not_is_refused() -> None:
    agency = make_agency()
    with pytest.raises(NotFound, match="There is no property “Casa Mar”"):
        change_solutions(agency.pk, WHOLE, now=NOW, by="test")
