"""Account numbers as people type them, checked."""

from __future__ import annotations

import re

from hospes.kit.errors import Malformed

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")


def normalise_iban(raw: str) -> str:
    """An IBAN without blanks, in capitals, whose check digits fit.

    Args:
        raw: what was typed, in groups of four or not.

    Raises:
        Malformed: it has another form, or a character of it is wrong.

    Source: ISO 13616, ISO 7064 (97-10).
    """
    cleaned = "".join(raw.split()).upper()
    if not _IBAN.fullmatch(cleaned) or _remainder(cleaned) != 1:
        raise Malformed("The IBAN has a mistake in it; copy it again from the bank.", reason="iban")
    return cleaned


def normalise_bic(raw: str) -> str:
    """A bank's code without blanks, in capitals: 8 or 11 characters. Empty stays empty.

    Raises:
        Malformed: it has another form.
    """
    cleaned = "".join(raw.split()).upper()
    if cleaned and not _BIC.fullmatch(cleaned):
        raise Malformed("The BIC has 8 or 11 letters and digits; copy it again from the bank.", reason="bic")
    return cleaned


def _remainder(iban: str) -> int:
    """Of the number that the letters make, A as 10 to Z as 35, the first four at the end."""
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97
