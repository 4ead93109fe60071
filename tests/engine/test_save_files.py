"""`save_file`: a file of solutions with all its parts goes in whole, and the same comes out."""

from __future__ import annotations

from typing import Any

import pytest

from hospes.agencies.tenancy import acting_for
from hospes.engine.change_solutions import change_solutions
from hospes.engine.save_files import FILE_KEYS, save_file
from hospes.kit.errors import Malformed
from hospes.planning.export_solutions import export_solutions
from hospes.planning.models import PromoPool, Solution
from tests.making import NOW, make_agency
from tests.planning.making import TEMPLATE, rule

pytestmark = pytest.mark.django_db
WHOLE: dict[str, Any] = {
    "solutions": [rule(recipe="review_thanks", reward={"pool": "thanks", "min_rating": 4})],
    "templates": [TEMPLATE],
    "system_notifications": [
        {"event": "confirmed", "audience": "guest", "channel": "email", "active": True},
    ],
    "promo_pools": [{"name": "thanks", "codes": ["A-1", "B-2"]}],
}


def test_a_file_with_all_its_parts_comes_out_as_it_went_in() -> None:
    agency = make_agency()
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
    broken = {**WHOLE, "system_notifications": [{"event": "sunset"}]}
    with pytest.raises(Malformed, match=r"^system_notifications\[0\]"):
        change_solutions(agency.pk, broken, now=NOW, by="test")
    assert not PromoPool.objects.exists()
    assert not Solution.objects.exists()


def test_an_empty_file_changes_nothing() -> None:
    agency = make_agency()
    with acting_for(agency.pk):
        assert save_file(agency.pk, dict.fromkeys(FILE_KEYS), now=NOW, by="test") == []
    assert export_solutions(agency.pk) == {"solutions": [], "templates": []}
