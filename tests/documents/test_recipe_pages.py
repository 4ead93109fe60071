"""The pages and pictures of recipes are those that the recipes make."""

from __future__ import annotations

import pytest
import yaml

from hospes.insight.recipe_pages import recipe_pages
from tests.architecture.house import ROOT

FOLDER = ROOT / "docs" / "recipes"
PAGES = recipe_pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_on_disk_is_what_the_recipe_says(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name], "run: python -m hospes.insight.recipe_pages docs/recipes"


def test_there_are_no_other_pages() -> None:
    found = {str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*") if file.is_file()}
    assert found == set(PAGES)


def test_every_page_is_in_the_contents_of_the_site() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_load(text.partition("\nnav:\n")[2])
    (recipes,) = (each["Recipes"] for each in nav if "Recipes" in each)
    listed = [page if isinstance(page, str) else next(iter(page.values())) for page in recipes]
    assert listed == [f"recipes/{name}" for name in PAGES if name.endswith(".md")]
