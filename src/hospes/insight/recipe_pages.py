"""The pages of recipes in the documents, made from the recipes themselves.

Run `python -m hospes.insight.recipe_pages FOLDER` to write them with their pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from hospes.content.fields import example_values
from hospes.content.render import render
from hospes.content.words import Words
from hospes.insight.draw_timelines import draw_timeline
from hospes.insight.timelines import timeline_of, when
from hospes.planning.recipes.load_recipes import Recipe, load_recipes, starter_templates

MADE = "<!-- Made by `python -m hospes.insight.recipe_pages`; do not edit by hand. -->"
CATEGORIES = {"bookings": "Bookings", "customers": "Customers", "owners": "Owners"}
_INTRODUCTION = f"""# Recipes

{MADE}

A recipe is a solution that is ready: when it acts, for which bookings, and its words in six languages.
Adding one makes a solution of your own, switched off, that you may change like any other:

```sh
hospes recipes add instructions
hospes solutions on "Arrival instructions"
```

Switching on says first what is planned, and what would go at once. Messages about what happens to a booking
itself, such as confirmations and changes, are in the matrix of system notifications instead.
"""


def recipe_pages() -> dict[str, str]:
    """File name → text, for every page and picture."""
    recipes = load_recipes()
    pages = {f"{recipe.name}.md": _page(recipe) for recipe in recipes}
    pictures = {
        f"images/{recipe.name}.svg": draw_timeline(timeline_of(recipe.solution), recipe.title)
        for recipe in recipes
    }
    return {"index.md": _index(recipes), **pages, **pictures}


def _index(recipes: tuple[Recipe, ...]) -> str:
    parts = [_INTRODUCTION]
    for category, title in CATEGORIES.items():
        rows = [
            f"| [{recipe.title}]({recipe.name}.md) | {when(recipe.solution['trigger'])} "
            f"| {recipe.minutes_saved} |"
            for recipe in recipes
            if recipe.category == category
        ]
        head = "| recipe | when | minutes saved |\n|---|---|---|"
        parts.append(f"## {title}\n\n{head}\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _page(recipe: Recipe) -> str:
    parts = [
        f"# {recipe.title}\n\n{MADE}\n\n{recipe.summary}",
        f"![The life of it on a time line: {when(recipe.solution['trigger'])}](images/{recipe.name}.svg)",
        "## Good to know\n\n" + "\n".join(f"- {note}" for note in recipe.notes),
        f"## Add it\n\n```sh\nhospes recipes add {recipe.name}{_needed(recipe)}\n```",
        *_settings(recipe),
        f"## The solution\n\n```yaml\n{_as_yaml(recipe)}```",
        *_words(recipe),
    ]
    return "\n\n".join(parts) + "\n"


def _needed(recipe: Recipe) -> str:
    return "".join(f" --set {each.name}=+34600000000" for each in recipe.settings if each.is_required)


def _settings(recipe: Recipe) -> list[str]:
    if not recipe.settings:
        return []
    rows = [
        f"| `{each.name}` | {each.meaning}{'; needed' if each.is_required else ''} |"
        for each in recipe.settings
    ]
    head = "What is most often set otherwise, with `--set`:\n\n| setting | meaning |\n|---|---|\n"
    return [head + "\n".join(rows)]


def _as_yaml(recipe: Recipe) -> str:
    written = {"solutions": [dict(recipe.solution)]}
    return yaml.dump(written, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def _words(recipe: Recipe) -> list[str]:
    parts = []
    for template in starter_templates(recipe.templates, ["en"]):
        words = Words(language="en", **template["versions"]["en"])
        lines = [line for line in recipe.solution["notifications"] if line["template"] == template["name"]]
        for channel in lines[0]["channels"]:
            parts.append(f"## The words, by {'e-mail' if channel == 'email' else channel.upper()}")
            parts.append(f"```text\n{_as_read(words, channel)}\n```")
    return parts


def _as_read(words: Words, channel: str) -> str:
    rendered = render(words, _example(), channel)
    if channel == "sms":
        return rendered.sms
    body = "\n".join(line.rstrip() for line in rendered.text.strip().splitlines())
    return f"{rendered.subject}\n\n{body}"


def _example() -> dict[str, Any]:
    """A booking like any other: no card is stored, nothing has changed since."""
    values: dict[str, Any] = example_values()
    values["booking"] |= {"has_card": False, "charge_on": None, "secrets": {}}
    values["property"] |= {"secrets": {"door_code": "••••", "wifi": "••••"}, "texts": {}}
    values["task"] = {}
    return values


class _Dumper(yaml.SafeDumper):
    """Writes short mappings and lists in one line, as people do."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    is_short = "name" not in value and "solutions" not in value
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=is_short)


def _clock(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if ":" in value else None)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(str, _clock)


def main(folder: str) -> None:
    """Write the pages and pictures into a folder."""
    for name, text in recipe_pages().items():
        place = Path(folder) / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
