"""From the demo's words to its templates: the same words laid out twice, as HTML and as plain text.

Most words are the starters of the recipes; the demo's own are written once per language in
`words/<template>.yaml`, as paragraphs, facts and lists, so that the two parts of an e-mail can never say
different things. `python -m hospes.cli.demo.compose` writes `solutions.yaml`, which is the file that people
and commands read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from hospes.content.compose_words import compose_words
from hospes.planning.recipes.load_recipes import LANGUAGES, load_frames, starter_templates

HERE = Path(__file__).parent
OWN = ("confirmation", "sauna-is-warming-up")
"""Templates whose words are the demo's own; the others are starters of the recipes."""
TEMPLATES = (
    "confirmation",
    "arrival-instructions",
    "payment-reminder",
    "check-out",
    "review-request",
    "review-thanks",
    "we-miss-you",
    "new-booking-for-owner",
    "cancelled-booking-for-owner",
    "turn-on-the-sauna",
    "sauna-is-warming-up",
)
_HEADER = """\
# The demo agency: its solutions and all that they need. Made by `python -m hospes.cli.demo.compose`
# of recipes.yaml, words/ and the starters of the recipes: edit those, then run it again.
"""


def compose() -> dict[str, list[dict[str, Any]]]:
    """What the solutions file says.

    Returns:
        The parts of recipes.yaml, and `templates`, each with a version in each of `LANGUAGES`.
    """
    return {**_read("recipes.yaml"), "templates": [_template(name) for name in TEMPLATES]}


def compose_file() -> str:
    """The text of solutions.yaml, as it should be on disk."""
    solutions = (HERE / "recipes.yaml").read_text(encoding="utf-8").partition("solutions:\n")[2]
    templates = {"templates": compose()["templates"]}
    words = yaml.dump(templates, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"{_HEADER}solutions:\n{solutions}{words}"


def _template(name: str) -> dict[str, Any]:
    if name not in OWN:
        return starter_templates([name], LANGUAGES)[0]
    written, frames = _read(f"words/{name}.yaml"), load_frames()
    versions = {each: compose_words(written[each], frames[each], each) for each in LANGUAGES}
    return {"name": name, "versions": versions}


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return read


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks that people can read and edit."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _written)

if __name__ == "__main__":
    (HERE / "solutions.yaml").write_text(compose_file(), encoding="utf-8")
