"""Load the built-in words of system notifications."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from hospes.content.system_words.compose_system_words import Phrases, guest_words, staff_words
from hospes.content.words import Words

LANGUAGES = ("en", "es", "sk", "cs", "da", "de")
EVENTS = (
    "pending", "confirmed", "rejected", "cancelled_by_us", "cancelled_by_guest", "moved", "reinstated",
    "paid", "reminder", "review_received",
)  # fmt: skip
WRITERS = {"guest": guest_words, "staff": staff_words}
"""By whom the words speak to: the guest (and the client), or the people of the agency."""


def system_template(event: str, reader: str) -> str:
    """The reserved name of a built-in template: "system/confirmed/guest"."""
    return f"system/{event}/{reader}"


@cache
def load_system_words() -> dict[str, dict[str, Words]]:
    """The built-in words: reserved template name → language → words. Made once; only to be read."""
    spoken = {language: _phrases(language) for language in LANGUAGES}
    return {
        system_template(event, reader): {
            language: WRITERS[reader](event, language, phrases) for language, phrases in spoken.items()
        }
        for reader in WRITERS
        for event in EVENTS
    }


def _phrases(language: str) -> Phrases:
    place = files(__package__) / "phrases" / f"{language}.yaml"
    read: Phrases = yaml.safe_load(place.read_text(encoding="utf-8"))
    return read
