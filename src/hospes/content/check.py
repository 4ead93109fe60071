"""Whether words can be saved: every field known, every construct allowed, every link safe (S24)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hospes.content.fields import find_field, suggest
from hospes.content.html import clean_html, linked_in
from hospes.content.secrets import is_secret_path
from hospes.content.terms import Use
from hospes.content.wording import compile_wording
from hospes.content.words import UnreadableWords, Words
from hospes.kit.errors import Malformed, UnknownField

_FIELD_FIRST = re.compile(r"\{\{-?\s*([\w.]+)\s*-?\}\}")
_ADDRESS_FIRST = re.compile(r"(?:https?://|mailto:|tel:|sms:|geo:)", re.IGNORECASE)
_ADDRESSES = ("links.", "property.texts.")


def check_words(words: Words, path: str = "") -> None:
    """Refuses words that could not be sent.

    Args:
        words: one version.
        path: where it comes from, for the message, such as "templates.confirmation.es".

    Raises:
        UnknownField: a field that does not exist; details: field, suggestion, path, line.
        UnreadableWords: broken or forbidden Liquid, or an unsafe link; details: path, line.
    """
    for problem in problems_in(words, path):
        raise problem


def problems_in(words: Words, path: str = "") -> list[Malformed]:
    """Everything that is wrong with the words, in order, for a page that shows it all at once."""
    problems: list[Malformed] = []
    for name, source in words.parts():
        problems += _problems_in_part(source, f"{path}.{name}" if path else name)
    return problems


def fields_not_available(words: Words, anchor: str) -> list[str]:
    """Fields that have a value only elsewhere, such as booking.old_arrival outside "event:moved".

    Args:
        words: one version.
        anchor: the anchor of the solution that uses the words: "arrival", "event:moved" …
    """
    uses = (use for _, source in words.parts() for use in compile_wording(source).uses)
    found = {use.path: find_field(use.path) for use in uses if use.required}
    return [name for name, field in found.items() if field and field.anchor not in {"", anchor}]


def secret_fields(words: Words) -> list[str]:
    """Fields that must not go into copies (S20): a copy's words leave them out or are not sent."""
    uses = (use for _, source in words.parts() for use in compile_wording(source).uses)
    return list(
        dict.fromkeys(use.path for use in uses if (field := find_field(use.path)) and field.is_secret)
    )


def _problems_in_part(source: str, path: str) -> Iterator[Malformed]:
    is_html = path.endswith("html")
    try:
        wording = compile_wording(clean_html(source) if is_html else source, html=is_html)
    except UnreadableWords as error:
        yield UnreadableWords(f"{path}: {error.message}", path=path, **error.details)
        return
    yield from (_unknown(use, path) for use in wording.uses if find_field(use.path) is None)
    yield from (_altered(use, path) for use in wording.uses if use.is_altered and is_secret_path(use.path))
    links = linked_in(source) if is_html else [source] if path.endswith("button.url") else []
    yield from (_unsafe(link, path) for link in links if not _is_safe(link))


def _unknown(use: Use, path: str) -> UnknownField:
    near = suggest(use.path)
    advice = f"did you mean {near}?" if near else "see the reference page of fields."
    sentence = f"{path}: Line {use.line}: There is no field {use.path[:60]}; {advice}"
    return UnknownField(sentence, field=use.path, suggestion=near, path=path, line=use.line)


def _altered(use: Use, path: str) -> UnreadableWords:
    sentence = f"{path}: Line {use.line}: {use.path[:60]} is written as it is; take the filter away."
    return UnreadableWords(sentence, path=path, line=use.line)


def _is_safe(link: str) -> bool:
    """Whether nobody who fills in a field can decide what kind of address this is."""
    if "{" not in link or _ADDRESS_FIRST.match(link):
        return True
    first = _FIELD_FIRST.match(link)
    field = find_field(first[1]) if first else None
    return field is not None and (field.kind == "link" or field.name.startswith(_ADDRESSES))


def _unsafe(link: str, path: str) -> UnreadableWords:
    sentence = (
        f"{path}: {link[:60]} cannot be a link by itself; begin it with https:// or mailto:, or use links."
    )
    return UnreadableWords(sentence, path=path, line=1)
