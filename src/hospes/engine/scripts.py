"""Scripts: rules, happenings on a virtual clock, and the inboxes that should come of them, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hospes.engine.expectations import Expected, read_expected, read_unsent
from hospes.engine.happening_forms import FORMS, read_instant
from hospes.engine.save_files import FILE_KEYS
from hospes.kit.errors import Malformed
from hospes.planning.places import Place

EXPECTING = ("expect", "expect_nothing_else", "expect_not_sent")
KEYS = (
    "story", "description", "agency", "members", "recipes", *FILE_KEYS, "properties", "now", "until",
    "happenings", *EXPECTING,
)  # fmt: skip
RULES = ("recipes", *FILE_KEYS)
MEMBER_KEYS = ("email", "role", "name")
RECIPE_KEYS = ("recipe", "name", "set")


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens at an instant: `kind` is a word of `happening_forms.FORMS`."""

    at: datetime
    kind: str
    place: Place


@dataclass(frozen=True, slots=True)
class RecipeUse:
    """A recipe that a script uses, with what it sets of it."""

    recipe: str
    name: str | None = None
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """A script that was read and checked.

    Attributes:
        title: the story in a line.
        description: the story in plain words.
        agency: settings of the virtual agency; None: it is a copy of a real one.
        members: its members.
        recipes: recipes that are on.
        rules: a file of solutions; without rules and recipes those of the real agency count.
        properties: its properties as written.
        starts_at: rules and properties are there from then on.
        until: nothing happens at or after it.
        happenings: in order of time.
        expected: the messages that should arrive; None: the script expects nothing.
        is_complete: whether there must be no other messages.
        unsent: tasks that should have ended otherwise.
        zone: of local times.
    """

    title: str
    description: str
    agency: Mapping[str, Place] | None
    members: tuple[Mapping[str, str], ...]
    recipes: tuple[RecipeUse, ...]
    rules: Mapping[str, Any]
    properties: Place | None
    starts_at: datetime
    until: datetime
    happenings: tuple[Happening, ...]
    expected: tuple[Expected, ...] | None
    is_complete: bool
    unsent: tuple[Mapping[str, str], ...]
    zone: str


def read_script(written: object, *, zone: str = "UTC") -> Script:
    """Check a script and read it. Pure.

    Args:
        written: what a YAML reader made of the file.
        zone: of local times, when the script makes no agency of its own.

    Raises:
        Malformed: the sentence begins with the path and says what is allowed.
    """
    top = _top(written)
    agency = _settings(top["agency"]) if "agency" in top else None
    zone = agency["timezone"].text() if agency and "timezone" in agency else zone
    starts_at, until = (read_instant(top[name], zone) for name in ("now", "until"))
    if until <= starts_at:
        top["until"].refuse("must lie after now.")
    return Script(
        title=top["story"].text() if "story" in top else "",
        description=top["description"].text(5_000).strip() if "description" in top else "",
        agency=agency,
        members=tuple(map(_member, top["members"].items())) if "members" in top else (),
        recipes=tuple(map(_recipe, top["recipes"].items())) if "recipes" in top else (),
        rules={key: top[key].value for key in FILE_KEYS if key in top},
        properties=top.get("properties"),
        starts_at=starts_at,
        until=until,
        happenings=_happenings(top["happenings"], zone, starts_at=starts_at, until=until),
        expected=tuple(read_expected(top["expect"], zone)) if "expect" in top else None,
        is_complete=top["expect_nothing_else"].claim() if "expect_nothing_else" in top else False,
        unsent=tuple(read_unsent(top["expect_not_sent"])) if "expect_not_sent" in top else (),
        zone=zone,
    )


def makes_agency(written: object) -> bool:
    """Whether a script brings an agency of its own, so that it can be played without a real one."""
    return isinstance(written, Mapping) and written.get("agency") is not None


def _top(written: object) -> dict[str, Place]:
    """The keys of the file; paths begin with them, without a name of the file before."""
    place = Place("script", written)
    found = place.fields(KEYS, ("now", "until", "happenings"))
    return {key: Place(key, each.value) for key, each in found.items()}


def _settings(place: Place) -> dict[str, Place]:
    if not isinstance(place.value, Mapping):
        place.refuse("must be a mapping of settings, such as {timezone: Europe/Madrid, languages: [en]}.")
    return {str(key): Place(f"agency.{key}", value) for key, value in place.value.items()}


def _member(place: Place) -> dict[str, str]:
    return {key: each.text() for key, each in place.fields(MEMBER_KEYS, ("email", "role")).items()}


def _recipe(place: Place) -> RecipeUse:
    if isinstance(place.value, str):
        return RecipeUse(place.text())
    fields = place.fields(RECIPE_KEYS, ("recipe",))
    changes = fields["set"].value if "set" in fields else {}
    if not isinstance(changes, Mapping):
        fields["set"].refuse("must be a mapping of the recipe's settings to values.")
    name = fields["name"].text() if "name" in fields else None
    return RecipeUse(fields["recipe"].text(), name, {str(key): str(value) for key, value in changes.items()})


def _happenings(place: Place, zone: str, *, starts_at: datetime, until: datetime) -> tuple[Happening, ...]:
    happenings = [_happening(each, zone) for each in place.items()]
    for each, written in zip(happenings, place.items(), strict=True):
        if not starts_at <= each.at < until:
            Place(f"{written.path}.at", None).refuse("must lie between now and until.")
    return tuple(sorted(happenings, key=lambda each: each.at))


def _happening(place: Place, zone: str) -> Happening:
    fields = place.fields(("at", *FORMS), ("at",))
    at = read_instant(fields.pop("at"), zone)
    if len(fields) != 1:
        sentence = f"{place.path}: name one thing that happens besides at: one of {', '.join(FORMS)}."
        raise Malformed(sentence, path=place.path)
    [(kind, what)] = fields.items()
    return Happening(at, kind, FORMS[kind](what))
