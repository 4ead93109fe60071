"""Problems of the words that a solution uses: languages, fields, secrets, length. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hospes.content.check import fields_not_available, secret_fields
from hospes.content.fields import example_values, find_field
from hospes.content.formats import LanguageCode, Manner, write
from hospes.content.quotes import PARTS_OF
from hospes.content.render import render
from hospes.content.secrets import is_secret_path
from hospes.content.words import Unwordable, Words
from hospes.kit.errors import Malformed
from hospes.planning.definitions import Definition
from hospes.planning.lines import Line
from hospes.planning.problems import Problem

LONG_SMS = 3
FEW = 1
"""A language of fewer coming guests than this is not worth a warning."""
CHANNELS = {"email": "e-mail", "sms": "SMS", "viber": "Viber", "campaign": "campaigns"}
Templates = Mapping[str, Mapping[str, Words]]


@dataclass(frozen=True, slots=True)
class Audience:
    """Languages of the coming guests, by their base code, with how many speak each."""

    languages: Mapping[str, int]


def words_problems(definition: Definition, templates: Templates, audience: Audience) -> Iterator[Problem]:
    """What is wrong with the words that a solution sends.

    Args:
        definition: the solution.
        templates: all templates of the agency, by name and language.
        audience: who comes.
    """
    for line in definition.lines:
        versions = templates.get(line.template, {})
        for channel in dict.fromkeys(str(step["channel"]) for step in line.chain):
            spoken = spoken_in(versions, channel)
            yield from _channel_problems(line, channel, spoken, name=definition.name, audience=audience)
        for words in versions.values():
            yield from _version_problems(definition, line, words)


def spoken_in(versions: Mapping[str, Words], channel: str) -> set[str]:
    """The base codes of the languages in which a template has words for a channel."""
    parts = PARTS_OF[channel]
    return {
        _base(language) for language, words in versions.items() if any(getattr(words, part) for part in parts)
    }


def _channel_problems(
    line: Line, channel: str, spoken: set[str], *, name: str, audience: Audience
) -> Iterator[Problem]:
    values = {"template": line.template, "channel": CHANNELS[channel]}
    if not spoken:
        yield Problem("no_words", "solution", name, values)
    elif line.role in ("guest", "client"):
        for code, number in _unspoken(spoken, audience):
            language = write(LanguageCode(code), Manner("en", "UTC"))
            more = {"number": number, "language": language, "code": code}
            yield Problem("missing_language", "solution", name, {**values, **more})


def _unspoken(spoken: set[str], audience: Audience) -> Sequence[tuple[str, int]]:
    missing = [(code, n) for code, n in audience.languages.items() if code not in spoken and n >= FEW]
    return sorted(missing, key=lambda pair: (-pair[1], pair[0]))


def _version_problems(definition: Definition, line: Line, words: Words) -> Iterator[Problem]:
    values = {"template": line.template, "language": words.language}
    for name in fields_not_available(words, definition.trigger.anchor):
        field = find_field(name)
        more = {"field": name, "anchor": field.anchor if field else ""}
        yield Problem("field_not_available", "solution", definition.name, {**values, **more})
    for name in secret_fields(words):
        if is_secret_path(name) and line.role != "guest":
            yield Problem("secret_to_others", "solution", definition.name, {**values, "field": name})
        elif line.cc or line.bcc:
            yield Problem("copies_dropped", "solution", definition.name, {**values, "field": name})


def long_texts(templates: Templates) -> Iterator[Problem]:
    """SMS of three parts and more, filled in with the examples of the fields."""
    examples = example_values()
    for name, versions in templates.items():
        for language, words in versions.items():
            parts = _sms_parts(words, examples)
            if parts >= LONG_SMS:
                values = {"template": name, "language": language, "number": parts}
                yield Problem("long_sms", "template", name, values)


def _sms_parts(words: Words, values: Mapping[str, object]) -> int:
    if not words.sms:
        return 0
    try:
        rendered = render(words, dict(values), "sms")
    except (Unwordable, Malformed):
        return 0
    return rendered.segments.count if rendered.segments else 0


def _base(language: str) -> str:
    return language.replace("_", "-").lower().partition("-")[0]
