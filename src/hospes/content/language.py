"""Which language a message is in (S23)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel.languages import get_official_languages

from hospes.kit.errors import Refused


@dataclass(frozen=True, slots=True)
class Choice:
    """The version that was chosen.

    Attributes:
        language: as the version is called.
        is_fallback: whether it is in another language than the first one wished for.
    """

    language: str
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Wishes:
    """Everything that says something about the language, each a code or empty.

    Attributes:
        recipient: the recipient's own language.
        booking: the booking's.
        country: the recipient's country, whose main language counts.
        property: the property's language.
        agency: the agency's own.
    """

    recipient: str = ""
    booking: str = ""
    country: str = ""
    property: str = ""
    agency: str = ""


def language_chain(wishes: Wishes) -> list[str]:
    """The languages to try, best first, without repetitions (S23)."""
    main = main_language(wishes.country)
    chain = (wishes.recipient, wishes.booking, main, wishes.property, wishes.agency)
    return list(dict.fromkeys(each for each in chain if each))


@lru_cache(maxsize=512)
def main_language(country: str) -> str:
    """The language most people of a country read officially: "de" for AT; empty when unknown."""
    official = get_official_languages(country.upper(), de_facto=True) if country else ()
    return str(official[0]).replace("_", "-") if official else ""


def choose_version(available: Collection[str], chain: Sequence[str]) -> Choice:
    """The version to send: for each wish exactly it, else its base; never none at all.

    When no wish can be met, a version of another region of a wished language, else English, else the first
    by name. So a message is never dropped for its language.

    Args:
        available: languages the template has words in, for the channel in question.
        chain: wishes, best first, from `language_chain`.

    Raises:
        Refused: the template has no words for the channel at all.
    """
    if not available:
        raise Refused("The template has no words for this channel; write them first.", reason="no_words")
    known = {_folded(name): name for name in sorted(available)}
    for position, wish in enumerate(chain):
        found = known.get(_folded(wish)) or known.get(_base(wish))
        if found:
            return Choice(found, position > 0 and _base(found) != _base(chain[0]))
    return Choice(_nearest(known, chain), is_fallback=bool(chain))


def _nearest(known: dict[str, str], chain: Sequence[str]) -> str:
    for base in (*map(_base, chain), "en"):
        for folded, name in known.items():
            if _base(folded) == base:
                return name
    return next(iter(known.values()))


def _folded(language: str) -> str:
    return language.replace("_", "-").lower()


def _base(language: str) -> str:
    return _folded(language).partition("-")[0]
