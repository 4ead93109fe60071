"""Turn a recipe and what people set of it into a file of solutions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import yaml

from hospes.content.models import Template
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, Refused
from hospes.planning.definitions import KEYS
from hospes.planning.models import Solution
from hospes.planning.recipes.load_recipes import Recipe, starter_templates


def written_recipe(
    recipe: Recipe,
    languages: Iterable[str],
    *,
    changes: Mapping[str, str] | None = None,
    name: str | None = None,
    active: bool = False,
) -> dict[str, Any]:
    """A recipe as a file of solutions, to be shown or imported. Pure.

    Args:
        recipe: which.
        languages: of the templates.
        changes: what is set otherwise: a setting of the recipe or a path in the solution, such as
            `trigger.at`, and its value as it would stand in YAML.
        name: of the solution; the recipe's own when left out.
        active: whether it is on.

    Returns:
        `{"solutions": [...], "templates": [...]}`.

    Raises:
        Malformed: something is set that is not there, or cannot be read.
    """
    solution = deepcopy(dict(recipe.solution))
    for key, value in (changes or {}).items():
        _put(solution, _path(recipe, key), _value(key, value))
    solution = {"name": name or solution["name"], **{k: v for k, v in solution.items() if k != "name"}}
    ordered = {key: solution[key] for key in KEYS if key in solution}
    ordered["active"] = active
    return {"solutions": [ordered], "templates": starter_templates(recipe.templates, list(languages))}


def recipe_for_agency(
    agency_id: int,
    recipe: Recipe,
    languages: Iterable[str],
    *,
    changes: Mapping[str, str] | None = None,
    name: str | None = None,
    active: bool = False,
) -> dict[str, Any]:
    """The same for an agency: its own templates of these names stay as they are.

    Raises:
        Malformed: see `written_recipe`; or a required setting is missing.
        Refused: a solution of that name is there.
    """
    for setting in recipe.settings:
        if setting.is_required and not {setting.name, setting.path} & set(changes or {}):
            sentence = f"The recipe {recipe.name} needs {setting.name}: set it. It is {setting.meaning}."
            raise Malformed(sentence, field=setting.name)
    written = written_recipe(recipe, languages, changes=changes, name=name, active=active)
    chosen = written["solutions"][0]["name"]
    if Solution.objects.filter(agency_id=agency_id, name=chosen, deleted_at=None).exists():
        raise Refused(f"There is already a solution “{chosen}”; give this one another name.")
    known = Template.objects.filter(agency_id=agency_id, deleted_at=None, name__in=recipe.templates)
    there = set(known.values_list("name", flat=True))
    written["templates"] = [each for each in written["templates"] if each["name"] not in there]
    return written


def _path(recipe: Recipe, key: str) -> list[str]:
    paths = {setting.name: setting.path for setting in recipe.settings}
    path = paths.get(key, key)
    if path.partition(".")[0] not in KEYS:
        near = closest(key, [*paths, *KEYS])
        advice = f"did you mean {near}?" if near else f"set {', '.join(paths) or 'a key of the solution'}."
        raise Malformed(f"The recipe {recipe.name} has nothing called {key}; {advice}", field=key)
    return path.split(".")


def _value(key: str, value: str) -> Any:
    """The value as YAML reads it; phone numbers and codes that it would read as numbers stay as typed."""
    try:
        read = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise Malformed(f"{key}={value} cannot be read: write the value as in YAML.", field=key) from error
    is_typed = value.startswith(("+", "0")) and len(value) > 1
    return value if is_typed and isinstance(read, int | float) else read


def _put(into: Any, path: list[str], value: Any) -> None:
    step, *rest = path
    if isinstance(into, list):
        if not step.isdecimal() or int(step) >= len(into):
            raise Malformed(f"There is no entry {step}; the list has {len(into)}, from 0 on.", field=step)
        place: Any = int(step)
    else:
        place = step
    if not rest:
        into[place] = value
        return
    if isinstance(into, dict) and not isinstance(into.get(place), dict | list):
        into[place] = {}
    _put(into[place], rest, value)
