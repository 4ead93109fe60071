"""What a message quotes: the facts that its words said, as said, to be compared when facts change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from hospes.content.formats import write
from hospes.content.render import manner_of
from hospes.content.secrets import digest, is_secret_path
from hospes.content.terms import Values
from hospes.content.wording import compile_wording
from hospes.content.words import Words

QUOTED = frozenset(
    {
        "booking.arrival", "booking.departure", "booking.starts_at", "booking.ends_at", "booking.total",
        "booking.balance", "booking.payment_due", "booking.charge_on", "property.name", "property.address",
        "property.check_in", "property.check_out", "property.instructions",
    }
)  # fmt: skip
PARTS_OF = {
    "email": ("subject", "html", "text"),
    "sms": ("sms",),
    "viber": ("viber",),
    "campaign": ("campaign",),
}
"""Which parts of words a channel carries."""


@lru_cache(maxsize=1024)
def fields_used(words: Words, channel: str) -> frozenset[str]:
    """The fields that the words use on a channel, in conditions too."""
    parts = PARTS_OF[channel]
    sources = [source for path, source in words.parts() if path.partition(".")[0] in parts]
    return frozenset(use.path for source in sources for use in compile_wording(source).uses)


@lru_cache(maxsize=1024)
def quoted_fields(words: Words, channel: str) -> tuple[str, ...]:
    """Those of `fields_used` whose change would make the message wrong, in order of their names."""
    return tuple(sorted(path for path in fields_used(words, channel) if _is_quoted(path)))


def quoted_values(
    words: Words, channel: str, values: Values, *, secrets: Mapping[str, str]
) -> dict[str, str] | None:
    """Field → text as said, of a secret its digest; None when the words quote nothing.

    Written in the usual form of each kind, whatever filters the words put on them: made again from later
    facts, with the same words, it is equal exactly when what was said still holds.

    Args:
        words: the version that was rendered.
        channel: the channel it was rendered for.
        values: the tree that it was rendered with.
        secrets: from `secrets.secrets_at`.
    """
    paths = quoted_fields(words, channel)
    if not paths:
        return None
    return facts_written(paths, words.language, values, secrets=secrets)


def facts_written(
    paths: Iterable[str], language: str, values: Values, *, secrets: Mapping[str, str]
) -> dict[str, str]:
    """Field → text in the usual form of its kind in a language, of a secret its digest.

    Args:
        paths: of `quoted_fields`, or of what a message quoted.
        language: of the words.
        values: the tree of fields.
        secrets: from `secrets.secrets_at`.
    """
    manner = manner_of(language, values)
    said = {}
    for path in paths:
        if is_secret_path(path):
            said[path] = digest(secrets[path]) if path in secrets else ""
        else:
            said[path] = write(_value_at(values, path), manner)
    return said


def _is_quoted(path: str) -> bool:
    return path in QUOTED or path.startswith("property.texts.") or is_secret_path(path)


def _value_at(values: Values, path: str) -> object:
    found: object = values
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
