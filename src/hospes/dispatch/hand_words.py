"""The words of what a person writes: a template's, or their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hospes.content.check import check_words
from hospes.content.load_templates import PARTS, load_words
from hospes.content.quotes import PARTS_OF, fields_used
from hospes.content.secrets import is_secret_path
from hospes.content.words import Words
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, NotFound

CHANNELS = tuple(PARTS_OF)
Versions = Mapping[str, Words]
"""Language → words."""


def words_by_hand(agency_id: int, template: str, own: Sequence[Words]) -> Versions:
    """The words to send: those of a template, or one's own, checked.

    Raises:
        Malformed: neither or both are given, or nothing is written in them.
        NotFound: there is no such template.
        UnknownField, UnreadableWords: own words that could not be saved in a template either.
    """
    if bool(template) == bool(own):
        raise Malformed("Give either the name of a template or words of your own.", field="words")
    if template:
        return _of_template(agency_id, template)
    for version in own:
        check_words(version, "words")
        if not any(True for _ in version.parts()):
            raise Malformed("There is nothing to send: write a subject and a text.", field="words")
    return {version.language: version for version in own}


def _of_template(agency_id: int, name: str) -> Versions:
    templates = load_words(agency_id)
    if name not in templates:
        near = closest(name, list(templates))
        advice = f"did you mean “{near}”?" if near else "write it first."
        raise NotFound(f"There is no template “{name[:60]}”; {advice}")
    return templates[name]


def chain_of(channels: Sequence[str]) -> list[dict[str, Any]]:
    """Channels by preference, as a chain; e-mail when none is given.

    Raises:
        Malformed: there is no such channel.
    """
    for channel in channels:
        if channel not in CHANNELS or channel == "campaign":
            known = ", ".join(one for one in CHANNELS if one != "campaign")
            raise Malformed(f"“{channel[:30]}” is no channel for this: use {known}.", field="channel")
    return [{"channel": channel} for channel in channels or ("email",)]


def check_codes(versions: Versions, channels: Sequence[str]) -> None:
    """Refuse words with codes where there is no booking that says whose they are.

    Raises:
        Malformed: the words name one.
    """
    used = {
        path for words in versions.values() for channel in channels for path in fields_used(words, channel)
    }
    named = sorted(filter(is_secret_path, used))
    if named:
        raise Malformed(
            f"{named[0]} needs a booking: write to the booking, not to the person.", field="words"
        )


def written(versions: Versions) -> dict[str, dict[str, Any]]:
    """Words as JSON keeps them: language → part → text, without empty parts."""
    return {
        language: {part: getattr(words, part) for part in PARTS if getattr(words, part)}
        for language, words in versions.items()
    }


def read_written(stored: Mapping[str, Mapping[str, Any]]) -> Versions:
    """The words that `written` wrote."""
    return {language: Words(language=language, **parts) for language, parts in stored.items()}
