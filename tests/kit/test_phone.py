import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.kit.phone import country_of_phone, normalise_phone

SHARED = Path(os.environ.get("HOSPES_SHARED") or Path(__file__).parents[2] / "../shared")
SAMPLES = SHARED / "data/phones/phones_derived.csv"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared phone numbers are not on this machine")
def test_all_shared_phone_numbers_are_read_as_expected() -> None:
    with SAMPLES.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    wrong = {
        row["input"]: normalise_phone(row["input"], row["default_region"] or None)
        for row in rows
        if (normalise_phone(row["input"], row["default_region"] or None) or "") != row["expected_e164"]
    }
    assert wrong == {}
    assert len(rows) == 306


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("0912 123 456", "SK", "+421912123456"),
        ("+353 (0)85 0123456", None, "+353850123456"),
        ("0034612345678", "GB", "+34612345678"),
        ("＋４２１ ９１２ １２３ ４５６", None, "+421912123456"),
        ("Tel.: 612 345 678", "es", "+34612345678"),
        ("512 345 678 (mobile, WhatsApp)", "PL", "+48512345678"),
    ],
)
def test_a_number_is_stored_in_e164(typed: str, country: str | None, stored: str) -> None:
    assert normalise_phone(typed, country) == stored
    assert normalise_phone(stored, None) == stored


@pytest.mark.parametrize(
    "typed", ["", "-", "n/a", "112", "4235", "+999 123456789", "+44 0000 000000", "612345678"]
)
def test_what_reaches_nobody_is_none(typed: str) -> None:
    assert normalise_phone(typed, None) is None


@given(st.text(max_size=60), st.sampled_from([None, "ES", "SK", "XX"]))
def test_nothing_typed_breaks_the_reader(typed: str, country: str | None) -> None:
    stored = normalise_phone(typed, country)
    assert stored is None or (stored[0] == "+" and stored[1:].isdigit() and stored.isascii())


def test_the_country_of_a_number_is_found_when_there_is_one() -> None:
    assert country_of_phone("+421912123456") == "SK"
    assert country_of_phone("+80012345678") is None
    assert country_of_phone("nonsense") is None
