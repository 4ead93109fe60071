"""Properties as written in a file, checked place by place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hospes.bookings.facts import PersonFacts
from hospes.bookings.save_properties import PropertyFacts
from hospes.planning.places import Place

KEYS = (
    "name", "timezone", "check_in", "check_out", "address", "city", "country", "language", "instructions",
    "texts", "secrets", "information", "tags", "owner", "message_group",
)  # fmt: skip
OWNER_KEYS = ("name", "email", "phone", "language", "country", "tags")


def written_properties(place: Place) -> tuple[list[PropertyFacts], dict[str, str]]:
    """The properties of a list `[{name: …}, …]`, and the message group of those that say it.

    Raises:
        Malformed: a key or a value is wrong; the sentence names the path in the file.
    """
    entries = [(entry, entry.fields(KEYS, ("name",))) for entry in place.items()]
    names = [fields["name"].text().strip() for _, fields in entries]
    for position, ((entry, _), name) in enumerate(zip(entries, names, strict=True)):
        if name in names[:position]:
            entry.refuse(f"“{name}” is there twice: a property is named once.")
    groups = {
        name: str(fields["message_group"].value)
        for name, (_, fields) in zip(names, entries, strict=True)
        if "message_group" in fields
    }
    return [_property(name, fields) for name, (_, fields) in zip(names, entries, strict=True)], groups


def _property(name: str, fields: Mapping[str, Place]) -> PropertyFacts:
    readers: dict[str, Callable[[Place], Any]] = {
        "check_in": lambda place: place.clock(),
        "check_out": lambda place: place.clock(),
        "texts": _mapping,
        "secrets": _secrets,
        "information": lambda place: [item.value for item in place.items()],
        "tags": lambda place: place.texts(),
        "owner": _owner,
    }
    told = {
        key: readers.get(key, _words)(place)
        for key, place in fields.items()
        if key not in ("name", "message_group")
    }
    return PropertyFacts(name, **told)


def _words(place: Place) -> str:
    """A text that may be empty, which takes the value away."""
    return "" if place.value == "" else place.text(10_000)


def _mapping(place: Place) -> dict[str, Any]:
    if not isinstance(place.value, dict):
        place.refuse("must be a mapping of names to texts.")
    return dict(place.value)


def _secrets(place: Place) -> dict[str, str]:
    """Texts by name. Numbers are refused: YAML would make 83 of a door code 0123."""
    told = _mapping(place)
    for name, value in told.items():
        if not isinstance(value, str):
            place.refuse(f"{name}: write the secret in quotes, for YAML takes zeros away from numbers.")
    return told


def _owner(place: Place) -> PersonFacts:
    fields = place.fields(OWNER_KEYS)
    texts = {key: value.text() for key, value in fields.items() if key != "tags"}
    return PersonFacts(**texts, tags=fields["tags"].texts() if "tags" in fields else None)
