"""The demo's guests: invented names that go together, with addresses that reach nobody.

E-mail addresses lie in example.com, example.org and example.net (RFC 2606). Phone numbers lie in the ranges
that regulators keep for films: DE (Bundesnetzagentur), GB (Ofcom), US (555-01xx), FR (Arcep), SE (PTS).
Where a country has none, guests have either a German number of that kind or no phone.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hospes.cli.demo.dice import Dice
from hospes.cli.demo.places import read

_DOMAINS = ("example.com", "example.com", "example.org", "example.net")
_AREAS = (
    "202",
    "206",
    "212",
    "303",
    "312",
    "404",
    "415",
    "503",
    "512",
    "602",
    "617",
    "702",
    "713",
    "801",
    "919",
)
_PLAIN = str.maketrans(
    {"ø": "oe", "æ": "ae", "å": "aa", "ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "'": "", " ": ""}
)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who books: `note` is what they like to write into bookings, in their language."""

    name: str
    email: str
    phone: str
    language: str
    country: str
    note: str


def invent_guest(seed: int, number: int) -> Guest:
    """Guest `number` of the season `seed`: the same one every time.

    The number is part of the e-mail address where names repeat often, so no two guests share an address.
    """
    dice = Dice(seed, "guest", number)
    names = _names()
    language = dice.weighted([(code, each["share"]) for code, each in names.items()])
    country = dice.pick(names[language]["countries"])
    first, last = _name(names[language], dice)
    return Guest(
        name=f"{first} {last}",
        email=f"{_plain(first)}.{_plain(last.split()[0])}{number}@{dice.pick(_DOMAINS)}",
        phone=_phone(country, dice),
        language=language,
        country=country,
        note=dice.pick(names[language]["notes"]),
    )


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    return read("names.yaml")


def _name(names: dict[str, Any], dice: Dice) -> tuple[str, str]:
    is_woman = dice.falls(0.5)
    first: str = dice.pick(names["women" if is_woman else "men"])
    last: str = dice.pick(names["wives"] if is_woman and "wives" in names else names["last"])
    return first, last


def _plain(name: str) -> str:
    spread = unicodedata.normalize("NFD", name.lower().translate(_PLAIN))
    return "".join(letter for letter in spread if letter.isascii() and letter.isalpha())


def _phone(country: str, dice: Dice) -> str:
    last = dice.below(100)
    if country == "US":
        return f"+1 {dice.pick(_AREAS)} 555 01{last:02d}"
    if country == "GB":
        return f"+44 7700 900{dice.below(1000):03d}"
    if country == "FR":
        return f"+33 6 39 98 {dice.below(100):02d} {last:02d}"
    if country == "SE":
        return f"+46 70 174 06 {5 + last % 95:02d}"
    if country in {"DE", "AT", "CH"} or dice.falls(0.4):
        return dice.pick([f"+49 171 39200{last:02d}", f"+49 176 040690{last:02d}"])
    return ""
