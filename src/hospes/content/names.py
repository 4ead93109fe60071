"""What to call somebody whose name came in one piece."""

from __future__ import annotations

import re
from functools import lru_cache

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TITLES = """
    mr mrs ms miss mx dr prof sir sr sra srta don doña herr frau hr fr pan pani paní slečna ing mgr bc mudr
    judr phdr rndr dipl m mme mlle monsieur madame sig signor signora dott
"""
_ENDINGS = """
    gmbh ag kg ltd limited llc inc corp plc sl sa slu srl spa sro as aps ab oy bv nv hotel tours travel
"""
_HONORIFICS = frozenset(_TITLES.split())
_COMPANIES = frozenset(_ENDINGS.split())
_AND = frozenset({"&", "+", "y", "e", "and", "und", "et", "og", "och", "a", "i"})
_FAMILY_FIRST = frozenset({"hu", "zh", "ja", "ko", "vi"})


@lru_cache(maxsize=4096)
def given_name(name: str, language: str = "") -> str:
    """The name by which a letter may address a person: "Ana" for "García López, Ana" or "Dr. Ana García".

    Careful rather than familiar: when the parts cannot be told apart (a company, an initial, a language that
    puts the family first) the whole name is given back.

    Args:
        name: as the source wrote it.
        language: the person's language, if known.

    Returns:
        One name, or a pair ("Ana y Luis"); empty when there is no name in it.
    """
    cleaned = " ".join(_BRACKETS.sub(" ", name).split())
    if "@" in cleaned or not any(character.isalpha() for character in cleaned):
        return ""
    family, comma, rest = cleaned.partition(",")
    words = _without_honorifics((rest if comma and rest.strip() else family).split())
    if not words or _is_whole(words, cleaned, language):
        return cleaned
    count = 3 if len(words) > 2 and words[1].lower() in _AND else 1
    return " ".join(_in_case(word) for word in words[:count])


def _without_honorifics(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0].lower().rstrip(".") in _HONORIFICS:
        words = words[1:]
    return words


def _is_whole(words: list[str], cleaned: str, language: str) -> bool:
    endings = {word.lower().replace(".", "").strip(",") for word in cleaned.split()}
    is_initial = len(words[0].rstrip(".")) == 1 or words[0].endswith(".")
    family_first = language.partition("-")[0].lower() in _FAMILY_FIRST and "," not in cleaned
    return is_initial or family_first or bool(endings & _COMPANIES)


def _in_case(word: str) -> str:
    if word.lower() in _AND or not (word.isupper() or word.islower()):
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part.group().capitalize(), word)
