"""Whether words can be saved: every field known, every construct allowed, every link safe (S24)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hospes.content.fields import find_field, suggest
from hospes.content.html import clean_html
from hospes.content.liquid import line_of
from hospes.content.terms import Use
from hospes.content.wording import compile_wording
from hospes.content.words import UnreadableWords, Words
from hospes.kit.errors import Malformed, UnknownField

_LINK = re.compile(r"(?:href|src)\s*=\s*[\"']?\s*\{\{-?\s*([\w.]+)", re.IGNORECASE)
_LINK_BRANCHES = ("links.", "property.texts.")


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
    if is_html or path.endswith("button.url"):
        yield from _unsafe_links(source, path)


def _unknown(use: Use, path: str) -> UnknownField:
    near = suggest(use.path)
    advice = f"did you mean {near}?" if near else "see the reference page of fields."
    sentence = f"{path}: Line {use.line}: There is no field {use.path[:60]}; {advice}"
    return UnknownField(sentence, field=use.path, suggestion=near, path=path, line=use.line)


def _unsafe_links(source: str, path: str) -> Iterator[UnreadableWords]:
    for match in _LINK.finditer(source):
        name = match[1]
        field = find_field(name)
        if field is not None and field.kind != "link" and not name.startswith(_LINK_BRANCHES):
            line = line_of(source, match.start())
            sentence = (
                f"{path}: Line {line}: {name} cannot be a link by itself; begin it with https:// or mailto:."
            )
            yield UnreadableWords(sentence, path=path, line=line, field=name)
