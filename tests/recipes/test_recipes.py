"""The recipes: each can be saved as it stands, set otherwise, and added beside what an agency has."""

from __future__ import annotations

from typing import Any

import pytest

from hospes.content.save_templates import save_templates
from hospes.engine.change_solutions import change_solutions
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.planning.definitions import RECIPES, read_definition
from hospes.planning.lint_solutions import lint_solutions
from hospes.planning.models import Notification, Solution
from hospes.planning.recipes.load_recipes import LANGUAGES, Recipe, find_recipe, load_recipes
from hospes.planning.recipes.set_recipes import recipe_for_agency, written_recipe
from tests.making import NOW, make_agency, make_facts, take_in

NEEDED = {"sauna": {"phone": "+34600000000"}}


def add(agency_id: int, recipe: str, /, **more: Any) -> None:
    changes = {**NEEDED.get(recipe, {}), **more.pop("changes", {})}
    written = recipe_for_agency(agency_id, find_recipe(recipe), ["en", "de"], changes=changes, **more)
    change_solutions(agency_id, written, now=NOW, by="test")


def by_kind() -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for recipe in load_recipes():
        kinds.setdefault(recipe.kind, []).append(recipe.name)
    return kinds


def test_there_is_a_recipe_of_every_kind_but_the_matrix_of_notifications() -> None:
    assert set(by_kind()) == set(RECIPES) - {"notification"}
    assert by_kind() == {
        "pending_payment": [
            "pending_payment",
            "pending_payment_after_booking",
            "pending_payment_before_arrival",
        ],
        "auto_confirm": ["auto_confirm"],
        "instructions": ["instructions", "offer_services"],
        "review_request": ["review_request"],
        "review_thanks": ["review_thanks"],
        "win_back": ["win_back"],
        "owner_booking": ["owner_booking", "owner_pre_booking", "owner_cancelled", "owner_moved"],
        "free": ["check_out", "sauna"],
    }


@pytest.mark.parametrize("recipe", load_recipes(), ids=lambda recipe: recipe.name)
def test_every_recipe_is_explained_and_saves_time(recipe: Recipe) -> None:
    assert recipe.title
    assert len(recipe.summary.split()) >= 15
    assert recipe.minutes_saved >= 3
    assert recipe.category in {"bookings", "customers", "owners"}


@pytest.mark.parametrize("recipe", load_recipes(), ids=lambda recipe: recipe.name)
def test_every_recipe_can_be_read_and_is_off(recipe: Recipe) -> None:
    (written,) = written_recipe(recipe, LANGUAGES)["solutions"]
    read = read_definition(written, "solutions[0]")
    assert (read.is_active, read.applies_to) == (False, "new")
    assert bool(read.lines) != (read.action == "confirm")


@pytest.mark.django_db
@pytest.mark.parametrize("recipe", load_recipes(), ids=lambda recipe: recipe.name)
def test_every_recipe_can_be_added_and_the_linter_finds_nothing_wrong(recipe: Recipe) -> None:
    agency = make_agency(languages=["en", "de"])
    take_in(agency, make_facts(property_tags=("sauna",)))
    add(agency.pk, recipe.name, active=True)
    saved = Solution.objects.get()
    assert (saved.is_active, saved.recipe, saved.version) == (True, recipe.kind, 1)
    assert [line.template for line in Notification.objects.all()] == list(recipe.templates)
    # The only guest has not agreed to advertising, and nothing sends SMS yet: the linter says so.
    expected = {"win_back": ["nobody_consents"], "sauna": ["no_connection"]}.get(recipe.name, [])
    assert [problem.code for problem in lint_solutions(agency.pk, now=NOW)] == expected


@pytest.mark.django_db
def test_all_recipes_can_stand_side_by_side() -> None:
    agency = make_agency()
    for recipe in load_recipes():
        add(agency.pk, recipe.name)
    assert Solution.objects.count() == 15
    purposes = list(Solution.objects.exclude(purpose="").values_list("purpose", flat=True))
    assert sorted(purpose for purpose in set(purposes) if purposes.count(purpose) > 1) == ["owner_note"]


@pytest.mark.django_db
def test_words_that_the_agency_has_changed_stay() -> None:
    agency = make_agency()
    own = {"name": "check-out", "versions": {"en": {"subject": "Bye", "text": "Bye"}}}
    save_templates(agency.pk, [own], now=NOW)
    written = recipe_for_agency(agency.pk, find_recipe("check_out"), ["en"])
    assert written["templates"] == []


@pytest.mark.django_db
def test_a_name_that_is_taken_is_refused_and_another_is_not() -> None:
    agency = make_agency()
    add(agency.pk, "win_back")
    with pytest.raises(Refused, match="There is already a solution “We miss you”; give this one another"):
        add(agency.pk, "win_back")
    add(agency.pk, "win_back", name="After three years", changes={"months": "36"})
    assert Solution.objects.get(name="After three years").offset == 36


@pytest.mark.django_db
def test_what_a_recipe_needs_must_be_set() -> None:
    agency = make_agency()
    with pytest.raises(Malformed) as caught:
        recipe_for_agency(agency.pk, find_recipe("sauna"), ["en"])
    assert caught.value.message == (
        "The recipe sauna needs phone: set it. It is the number, like +34600000000."
    )


def test_settings_go_to_their_place_by_short_name_or_by_path() -> None:
    changes = {
        "phone": "+34600000000",
        "minutes": "-90",
        "trigger.unit": "minutes",
        "conditions.nights.min": "0",
        "conditions.portals": "[Web]",
        "quiet_hours": '{from: "22:00", to: "06:00"}',
    }
    (solution,) = written_recipe(find_recipe("sauna"), ["en"], changes=changes)["solutions"]
    assert solution["notifications"][0]["to"] == {"phone": "+34600000000"}
    assert solution["trigger"] == {"anchor": "arrival", "offset": -90, "unit": "minutes"}
    assert solution["conditions"]["nights"] == {"min": 0}
    assert solution["conditions"]["portals"] == ["Web"]
    assert solution["quiet_hours"] == {"from": "22:00", "to": "06:00"}
    assert find_recipe("sauna").solution["trigger"]["offset"] == -60


def test_a_reward_is_set_by_its_parts() -> None:
    changes = {"pool": "thanks", "min_rating": "4"}
    (solution,) = written_recipe(find_recipe("review_thanks"), ["en"], changes=changes)["solutions"]
    assert solution["reward"] == {"pool": "thanks", "min_rating": 4}


def test_a_setting_that_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(Malformed, match="has nothing called monts; did you mean months"):
        written_recipe(find_recipe("win_back"), ["en"], changes={"monts": "3"})


def test_a_recipe_is_found_by_its_kind_and_in_spite_of_a_slip() -> None:
    assert find_recipe("Review-Thanks").name == "review_thanks"
    with pytest.raises(NotFound, match="There is no recipe “free”; of that kind there are check_out, sauna"):
        find_recipe("free")
    with pytest.raises(NotFound, match="did you mean win_back"):
        find_recipe("winback")
