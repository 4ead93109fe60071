"""`save_promo_pools`: a pool's free codes are those of the file; given ones stay given."""

from __future__ import annotations

import pytest

from hospes.kit.errors import Malformed
from hospes.planning.models import PromoCode, Task
from hospes.planning.save_promo_pools import save_promo_pools, written_promo_pools
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
POOL = {"name": "thanks", "codes": ["B-2", "A-1"]}


def test_exporting_the_pools_gives_what_was_saved_in_the_order_of_the_file() -> None:
    agency = make_agency()
    (saved,) = save_promo_pools(agency.pk, [POOL], now=NOW)
    assert (saved.added, saved.removed, saved.free) == (2, 0, 2)
    assert written_promo_pools(agency.pk) == [POOL]


def test_saving_the_same_pools_again_changes_nothing() -> None:
    agency = make_agency()
    save_promo_pools(agency.pk, [POOL], now=NOW)
    (again,) = save_promo_pools(agency.pk, [POOL], now=NOW)
    assert (again.added, again.removed, again.free) == (0, 0, 2)


def test_codes_that_are_not_named_any_more_go_and_new_ones_come() -> None:
    agency = make_agency()
    save_promo_pools(agency.pk, [POOL], now=NOW)
    (saved,) = save_promo_pools(agency.pk, [{"name": "thanks", "codes": ["A-1", "C-3"]}], now=NOW)
    assert (saved.added, saved.removed, saved.free) == (1, 1, 2)
    assert written_promo_pools(agency.pk) == [{"name": "thanks", "codes": ["A-1", "C-3"]}]


def test_a_code_that_was_given_stays_given_and_is_not_exported() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, make_facts())
    save_promo_pools(agency.pk, [POOL], now=NOW)
    task = Task.objects.get()
    PromoCode.objects.filter(code="A-1").update(task_id=task.pk, taken_at=NOW)
    (saved,) = save_promo_pools(agency.pk, [{"name": "thanks", "codes": ["A-1"]}], now=NOW)
    assert (saved.added, saved.removed, saved.free) == (0, 1, 0)
    assert PromoCode.objects.get().task_id == task.pk
    assert written_promo_pools(agency.pk) == [{"name": "thanks", "codes": []}]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"name": "thanks"}, "promo_pools[0].codes: is missing."),
        (
            {"name": "thanks", "codes": ["A", "A"]},
            "promo_pools[0].codes[1]: A is there twice; a code can be given once.",
        ),
        (
            {"name": "thanks", "codes": [7]},
            "promo_pools[0].codes[0]: 7 is not a text; write it in quotes.",
        ),
    ],
)
def test_a_mistake_is_named_and_saves_nothing(written: dict[str, object], sentence: str) -> None:
    agency = make_agency()
    with pytest.raises(Malformed) as caught:
        save_promo_pools(agency.pk, [written], now=NOW)
    assert caught.value.message == sentence
    assert not PromoCode.objects.exists()
