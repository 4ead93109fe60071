"""Load the recipes and their starter templates from the files of this folder. Only reads; made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from hospes.content.compose_words import compose_words
from hospes.kit.closest import closest
from hospes.kit.errors import NotFound

LANGUAGES = ("en", "es", "sk", "cs", "da", "de")
"""The languages that every starter template is written in."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What people may set of a recipe by a short name; `path` leads to its place in the solution."""

    name: str
    path: str
    meaning: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """A solution with good defaults.

    Attributes:
        name: how commands and pages call it.
        title: one line for lists.
        summary: one paragraph that explains what it does.
        settings: what people most often change.
        notes: sentences that are good to know.
        solution: an entry of the YAML schema without `active`; only to be read.
    """

    name: str
    title: str
    summary: str
    settings: tuple[Setting, ...]
    notes: tuple[str, ...]
    solution: Mapping[str, Any]

    @property
    def category(self) -> str:
        """bookings, customers or owners."""
        return str(self.solution["category"])

    @property
    def kind(self) -> str:
        """The schema's word for it, such as *pending_payment*; several recipes may share one."""
        return str(self.solution["recipe"])

    @property
    def minutes_saved(self) -> int:
        """Minutes of work that one message saves."""
        return int(self.solution["minutes_saved"])

    @property
    def templates(self) -> tuple[str, ...]:
        """The starter templates that its notifications use."""
        lines = self.solution.get("notifications", ())
        return tuple(dict.fromkeys(str(line["template"]) for line in lines))


@cache
def load_recipes() -> tuple[Recipe, ...]:
    """All recipes, in the order of lists."""
    return tuple(_recipe(written) for written in _read("recipes.yaml"))


def find_recipe(name: str) -> Recipe:
    """The recipe of a name; hyphens are as good as underscores.

    Raises:
        NotFound: there is none; the sentence names the nearest, or those of that kind.
    """
    wanted = name.strip().lower().replace("-", "_")
    known = {recipe.name: recipe for recipe in load_recipes()}
    if wanted in known:
        return known[wanted]
    alike = [recipe.name for recipe in known.values() if recipe.kind == wanted]
    near = closest(wanted, known)
    advice = f"of that kind there are {', '.join(alike)}." if alike else f"there are {', '.join(known)}."
    raise NotFound(f"There is no recipe “{name}”; " + (f"did you mean {near}?" if near else advice))


def starter_templates(names: Sequence[str], languages: Sequence[str]) -> list[dict[str, Any]]:
    """Starter templates as entries of the YAML schema.

    Args:
        names: which, such as those of a recipe.
        languages: codes; of those that no starter is written in the base language counts, and when none
            is left, English.
    """
    spoken = [each for each in LANGUAGES if each in {code.partition("-")[0].lower() for code in languages}]
    return [
        {"name": name, "versions": {each: _words(name)[each] for each in spoken or ["en"]}} for name in names
    ]


@cache
def load_frames() -> dict[str, dict[str, str]]:
    """Greeting, help and closing of every message, by language."""
    read: dict[str, dict[str, str]] = _read("frame.yaml")
    return read


@cache
def _words(name: str) -> dict[str, dict[str, str]]:
    written, frames = _read(f"words/{name}.yaml"), load_frames()
    return {each: compose_words(written[each], frames[each], each) for each in LANGUAGES}


def _recipe(written: Mapping[str, Any]) -> Recipe:
    settings = (
        Setting(each["name"], each["path"], each["meaning"], each.get("required", False))
        for each in written.get("settings", ())
    )
    return Recipe(
        name=written["name"],
        title=written["title"],
        summary=written["summary"].strip(),
        settings=tuple(settings),
        notes=tuple(written["notes"]),
        solution=written["solution"],
    )


def _read(name: str) -> Any:
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))
