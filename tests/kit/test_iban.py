"""Account numbers are checked where they are used."""

import pytest

from hospes.kit.errors import Malformed
from hospes.kit.iban import normalise_bic, normalise_iban


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ES91 2100 0418 4502 0005 1332", "ES9121000418450200051332"),
        ("sk31 1200 0000 1987 4263 7541", "SK3112000000198742637541"),
        ("CZ6508000000192000145399", "CZ6508000000192000145399"),
        ("DK50 0040 0440 1162 43", "DK5000400440116243"),
        ("DE89\u00a03704 0044 0532 0130 00", "DE89370400440532013000"),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S"),
    ],
)
def test_an_iban_is_kept_without_blanks_in_capitals(typed: str, stored: str) -> None:
    assert normalise_iban(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ES91 2100 0418 4502 0005 1323",  # two digits swapped
        "ES92 2100 0418 4502 0005 1332",  # one digit wrong
        "ES91 2100 0418 4502 0005 133",  # one digit short
        "2100 0418 4502 0005 1332",
        "ES91-2100-0418-4502-0005-1332",
        "ES91210004184502000513٣٢",  # digits of another script
    ],
)
def test_a_mistake_in_an_iban_is_seen(typed: str) -> None:
    with pytest.raises(Malformed, match="The IBAN has a mistake in it"):
        normalise_iban(typed)


def test_a_bic_has_eight_or_eleven_characters_or_is_not_there() -> None:
    assert [normalise_bic(typed) for typed in ("caix esbb", "CAIXESBBXXX", "")] == [
        "CAIXESBB",
        "CAIXESBBXXX",
        "",
    ]
    with pytest.raises(Malformed, match="The BIC has 8 or 11"):
        normalise_bic("CAIXESB")
