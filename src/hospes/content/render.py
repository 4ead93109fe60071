"""Words, values and a reader make the finished parts of a message. Pure: the same input, the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hospes.content.formats import Manner
from hospes.content.html import as_page, clean_html, text_of_html
from hospes.content.secrets import holds_secrets, purged, revealed
from hospes.content.segments import Segments, measure, replace_smartly
from hospes.content.terms import Values
from hospes.content.wording import compile_wording
from hospes.content.words import Words

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+")
_HIDDEN = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_EMPTY_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n){2,}")
_LONGEST_SUBJECT = 250


@dataclass(frozen=True, slots=True)
class Rendered:
    """The finished parts of one message; those the channel does not carry are empty.

    Attributes:
        language: of the version that was used; subject and body are always of the same one (S23).
        subject: one line without control characters, at most 250 characters.
        html: a whole document, values escaped; empty when the words have no html.
        text: plain words, for e-mail never empty when there is an html.
        sms: the text of the SMS.
        segments: what the SMS costs; None without an SMS.
        viber: like the words' viber part, filled in; None when there is none.
        missing: required fields that were empty, in order; hold the message until it is () (S24).
    """

    language: str
    subject: str = ""
    html: str = ""
    text: str = ""
    sms: str = ""
    segments: Segments | None = None
    viber: dict[str, Any] | None = None
    missing: tuple[str, ...] = ()


def render(
    words: Words,
    values: Values,
    channel: str,
    *,
    plain_sms: bool = True,
    secrets: Mapping[str, str] | None = None,
) -> Rendered:
    """Fills in the parts of `words` that `channel` carries.

    Promise: pure and repeatable; preview and sending give the same words.

    Args:
        words: one version, checked when it was saved.
        values: the tree of fields, from `values.values_for`; the property's zone, the booking's currency and
            today's date are taken from it.
        channel: "email", "sms", "viber" or "campaign".
        plain_sms: write typographic characters of an SMS in the GSM alphabet.
        secrets: from `secrets.secrets_at`; the finished words hold marks, but an SMS is measured with them.

    Returns:
        The finished parts. Look at `missing` before sending.

    Raises:
        Unwordable: too long, too slow, or a value that a filter cannot work with.
        UnreadableWords: the words were never checked.
    """
    manner = manner_of(words.language, values)
    return _CHANNELS[channel](words, values, _Choice(manner, plain_sms, secrets or {}))


def manner_of(language: str, values: Values) -> Manner:
    """The reader's manner for a language and a tree of values."""
    today = values.get("today")
    return Manner(
        language=language,
        zone=_text_at(values, "property", "timezone") or "UTC",
        currency=_text_at(values, "booking", "currency") or "EUR",
        today=today if isinstance(today, date) else None,
    )


def one_line(text: str) -> str:
    """`text` on one line without control characters or direction marks, cut to what a subject may be.

    So nothing that a guest wrote can end a header and begin another.
    """
    return " ".join(_CONTROLS.sub(" ", text).split())[:_LONGEST_SUBJECT]


@dataclass(frozen=True, slots=True)
class _Choice:
    manner: Manner
    plain_sms: bool
    secrets: Mapping[str, str]


def _fill(source: str, values: Values, manner: Manner, *, html: bool = False) -> tuple[str, list[str]]:
    wording = compile_wording(source, html=html)
    text, missing = wording.fill(values, manner)
    if holds_secrets(text):
        text = purged(text, {use.path for use in wording.uses})
    return text, missing


def _email(words: Words, values: Values, choice: _Choice) -> Rendered:
    manner = choice.manner
    subject, missing = _fill(words.subject, values, manner)
    inside, more = _fill(clean_html(words.html), values, manner, html=True)
    source = words.text or text_of_html(clean_html(words.html))
    text, rest = _fill(source, values, manner)
    return Rendered(
        language=words.language,
        subject=one_line(subject),
        html=as_page(inside, words.language) if inside else "",
        text=text if words.text else _EMPTY_LINES.sub("\n\n", text),
        missing=_unique(missing, more, rest),
    )


def _sms(words: Words, values: Values, choice: _Choice) -> Rendered:
    text, missing = _fill(words.sms, values, replace(choice.manner, brief=True))
    seen = _HIDDEN.sub("", text).strip()
    shown = replace_smartly(seen) if choice.plain_sms else seen
    segments = measure(revealed(shown, choice.secrets) if choice.secrets else shown)
    return Rendered(words.language, sms=shown, segments=segments, missing=_unique(missing))


def _viber(words: Words, values: Values, choice: _Choice) -> Rendered:
    missing: list[str] = []

    def fill(part: Any) -> Any:
        if isinstance(part, Mapping):
            return {name: fill(inner) for name, inner in part.items()}
        if not isinstance(part, str):
            return part
        text, empty = _fill(part, values, choice.manner)
        missing.extend(empty)
        return text

    filled = fill(words.viber) if words.viber else None
    return Rendered(words.language, viber=filled, missing=_unique(missing))


def _campaign(words: Words, values: Values, choice: _Choice) -> Rendered:
    del values, choice
    return Rendered(words.language)


def _unique(*lists: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _text_at(values: Values, branch: str, leaf: str) -> str:
    found = values.get(branch)
    value = found.get(leaf) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


_CHANNELS: dict[str, Callable[[Words, Values, _Choice], Rendered]] = {
    "email": _email,
    "sms": _sms,
    "viber": _viber,
    "campaign": _campaign,
}
