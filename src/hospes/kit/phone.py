"""Phone numbers as people write them, turned into the one form that providers take: E.164."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

_COMMENT = re.compile(r"\([^)]*[^\W\d_][^)]*\)|[\[{<].*|//.*")
_TRUNK = re.compile(r"\(\s*0\s*\)")
_LABEL = re.compile(r"^\s*(?:tel|phone|mobile|mob|whatsapp|call)[\s.:]*", re.IGNORECASE)


@lru_cache(maxsize=65536)
def normalise_phone(raw: str, country: str | None) -> str | None:
    """The number in E.164 ("+421912123456"), or None when nobody could be reached by what was written.

    Comments in brackets, a "(0)" after the country code, full-width digits and the 00 prefix are
    understood. Idempotent. Says nothing about whether the number is in use.

    Args:
        raw: what was typed or imported.
        country: two-letter code of the country to read national numbers in, usually the guest's, else
            the property's; None when unknown (then only international numbers are read).

    Returns:
        "+" and 7 to 15 digits; None for empty, too short, impossible or premium-looking nonsense.
    """
    cleaned = _clean(raw)
    region = country.upper() if country else None
    for candidate in (cleaned, _without_trunk(cleaned)):
        number = _parse(candidate, region)
        if number is not None and phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def country_of_phone(number: str) -> str | None:
    """The two-letter country of an E.164 number; None for numbers that belong to no single country."""
    parsed = _parse(number, None)
    region = phonenumbers.region_code_for_number(parsed) if parsed is not None else None
    return region if region and region.isalpha() else None


def _clean(raw: str) -> str:
    text = unicodedata.normalize("NFKC", raw)
    visible = "".join(character for character in text if unicodedata.category(character)[0] != "C")
    cleaned = _LABEL.sub("", _COMMENT.sub("", visible)).strip()
    return "+" + cleaned[2:] if cleaned.startswith("00") else cleaned


def _without_trunk(cleaned: str) -> str:
    return _TRUNK.sub("", cleaned)


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
