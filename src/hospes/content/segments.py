"""How many parts an SMS has, and what goes into each of them.

Exactly the rules of 3GPP 23.038 (alphabet) and 23.040 (joining by a user data header): 160 septets or
70 UTF-16 units in a single message, 153 or 67 in each part of a longer one. A character is never cut:
neither ESC from its partner nor one half of a surrogate pair from the other.

Source: 3GPP TS 23.038 §6.2.1; counts agree with two public calculators on the vectors in the tests.
Limits: national shift tables are not used; they are not supported by enough phones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

GSM7 = "GSM-7"
UCS2 = "UCS-2"

_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
_SEPTETS = {**dict.fromkeys(_ALPHABET.replace("\x1b", ""), 1), **dict.fromkeys(_EXTENSION, 2)}
_LIMITS = {GSM7: (160, 153), UCS2: (70, 67)}

_PLAIN = {
    **dict.fromkeys("“”«»„‟″", '"'),
    **dict.fromkeys("‘’´`‚‛′", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000", " "),
    **dict.fromkeys((chr(code) for code in range(0x2000, 0x200B)), " "),
    **dict.fromkeys("\u00ad\u200b\u200c\u2060\ufeff", ""),
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{"…": "...", "•": "*", "½": "1/2", "¼": "1/4", "¾": "3/4", "×": "x", "÷": "/", "⁄": "/"},
    **{"ˆ": "^", "˜": "~", "‹": "<", "›": ">"},
}
_REPLACEMENTS = str.maketrans(_PLAIN)
_WITHOUT_MARKS = {"Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "ı": "i", "Ħ": "H", "ħ": "h", "Œ": "OE", "œ": "oe"}


@dataclass(frozen=True, slots=True)
class Segments:
    """What an SMS text costs on the air.

    Attributes:
        encoding: "GSM-7" or "UCS-2".
        parts: units used in each part, in order: septets for GSM-7, UTF-16 units for UCS-2,
            without the header that joins them.
        characters: Unicode code points in the whole text.
    """

    encoding: str
    parts: tuple[int, ...]
    characters: int

    @property
    def count(self) -> int:
        """The number of parts, that is, what a provider charges for; 0 for an empty text."""
        return len(self.parts)


def is_gsm(text: str) -> bool:
    """Whether every character of `text` is in the GSM alphabet or its extension."""
    return all(character in _SEPTETS for character in text)


def measure(text: str) -> Segments:
    """Encoding and size of every part of `text`, as a handset would receive it.

    Args:
        text: the words after all fields are filled in and all replacements made.

    Returns:
        Its segments; an empty text has no parts.
    """
    encoding, widths = _encode(text)
    if not text:
        return Segments(encoding, (), 0)
    single, joined = _LIMITS[encoding]
    total = sum(widths)
    parts = (total,) if total <= single else tuple(_fill(widths, joined))
    return Segments(encoding, parts, len(text))


def split(text: str) -> list[str]:
    """The text of every part, in order; joined again they give `text`."""
    encoding, widths = _encode(text)
    single, joined = _LIMITS[encoding]
    if sum(widths) <= single:
        return [text] if text else []
    parts = [""]
    room = joined
    for character, width in zip(text, widths, strict=True):
        if width > room:
            parts.append("")
            room = joined
        parts[-1] += character
        room -= width
    return parts


def replace_smartly(text: str, *, drop_marks: bool = False) -> str:
    """`text` with typographic characters written in the GSM alphabet.

    Meaning and spelling stay: quotes, dashes, dots, odd spaces and the like become their plain forms.
    Idempotent.

    Args:
        text: the words.
        drop_marks: also write letters outside the alphabet without their marks ("deň" → "den"). Letters
            the alphabet has (é, ö, ñ, å …) keep theirs. It changes the spelling, so the author chooses it.

    Returns:
        The new text; characters with no plain form are left as they are.
    """
    plain = unicodedata.normalize("NFC", text).translate(_REPLACEMENTS)
    if not drop_marks or is_gsm(plain):
        return plain
    return "".join(character if character in _SEPTETS else _unmarked(character) for character in plain)


def _encode(text: str) -> tuple[str, list[int]]:
    try:
        return GSM7, [_SEPTETS[character] for character in text]
    except KeyError:
        return UCS2, [2 if character > "\uffff" else 1 for character in text]


def _fill(widths: Iterable[int], capacity: int) -> Iterator[int]:
    used = 0
    for width in widths:
        if used + width > capacity:
            yield used
            used = 0
        used += width
    yield used


@lru_cache(maxsize=4096)
def _unmarked(character: str) -> str:
    if character in _WITHOUT_MARKS:
        return _WITHOUT_MARKS[character]
    letters = [part for part in unicodedata.normalize("NFD", character) if not unicodedata.combining(part)]
    plain = "".join(letters)
    return plain if plain and is_gsm(plain) else character
