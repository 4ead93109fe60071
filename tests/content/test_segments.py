"""Vectors V1–V21 and the packing facts behind S28's price: parts × price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.content.segments import GSM7, is_gsm, measure, replace_smartly, split

GSM, UCS = "GSM-7", "UCS-2"

VECTORS = {
    "V1": ("Hello", GSM, [5]),
    "V2": ("a" * 160, GSM, [160]),
    "V3": ("a" * 161, GSM, [153, 8]),
    "V4": ("a" * 306, GSM, [153, 153]),
    "V5": ("a" * 307, GSM, [153, 153, 1]),
    "V6": ("€" * 80, GSM, [160]),
    "V7": ("€" * 81, GSM, [152, 10]),
    "V8": ("a" * 152 + "€" + "b" * 20, GSM, [152, 22]),
    "V9": ("Dobrý deň", UCS, [9]),
    "V10": ("ž" * 70, UCS, [70]),
    "V11": ("ž" * 71, UCS, [67, 4]),
    "V12": ("ž" * 66 + "😀" + "ž" * 20, UCS, [66, 22]),
    "V13": ("Cena: 100€ [SK]", GSM, [18]),
    "V14": ("a" * 159 + "{", GSM, [153, 8]),
    "V15": ("Rød grød med fløde ÆØÅ", GSM, [22]),
    "V16": ("Příliš žluťoučký kůň", UCS, [20]),
    "V17": ("😀" * 35, UCS, [70]),
    "V18": ("😀" * 36, UCS, [66, 6]),
    "V19": ("a`b", UCS, [3]),
    "V20": ("façade ç", UCS, [8]),
    "V21": ("line1\r\nline2", GSM, [12]),
}


@pytest.mark.parametrize("vector", VECTORS)
def test_the_vector_is_measured_exactly(vector: str) -> None:
    text, encoding, parts = VECTORS[vector]
    measured = measure(text)
    assert (measured.encoding, list(measured.parts)) == (encoding, parts)
    assert measured.characters == len(text)
    assert measured.count == len(parts)


def test_an_empty_text_has_no_parts() -> None:
    assert measure("").parts == ()
    assert split("") == []


def test_one_foreign_character_switches_the_whole_message() -> None:
    assert measure("a" * 159 + "ť").parts == (67, 67, 26)


def test_the_escape_character_itself_is_not_text() -> None:
    assert measure("\x1b").encoding == UCS


@given(st.text(max_size=700))
def test_parts_join_to_the_text_and_measure_as_promised(text: str) -> None:
    parts = split(text)
    assert "".join(parts) == text
    assert tuple(units(part, measure(text).encoding) for part in parts) == measure(text).parts


@given(st.text(alphabet="a€{😀ž", min_size=150, max_size=400))
def test_no_part_is_longer_than_a_handset_takes_nor_shorter_than_needed(text: str) -> None:
    measured = measure(text)
    limit = 153 if measured.encoding == GSM7 else 67
    if measured.count > 1:
        assert max(measured.parts) <= limit
        assert min(measured.parts[:-1]) >= limit - 1


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("“Hola” «tú» „x“", '"Hola" "tú" "x"'),
        ("it’s ‘fine’ `x` 5′", "it's 'fine' 'x' 5'"),
        ("9–11 — a−b‐c", "9-11 - a-b-c"),
        ("wait…", "wait..."),
        ("1\u00a0234,00\u202f€\tnow", "1 234,00 € now"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("• ½ ¼ ¾ 2×3 6÷2 ‹x›", "* 1/2 1/4 3/4 2x3 6/2 <x>"),
        ("ＡＢＣ１２３！", "ABC123!"),
        ("Rød grød à la Ñandú ß", "Rød grød à la Ñandú ß"),
    ],
)
def test_typographic_characters_become_plain_ones(typed: str, plain: str) -> None:
    assert replace_smartly(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Dobrý deň", "Dobry den"),
        ("Příliš žluťoučký kůň", "Prilis zlutoucky kun"),
        ("Zażółć gęślą jaźń Łódź", "Zazolc gesla jazn Lodz"),
        ("café größer ñandú", "café größer ñandu"),
        ("façade", "facade"),
        ("Đorđe", "Dorde"),
        ("日本 😀", "日本 😀"),
    ],
)
def test_marks_are_dropped_only_outside_the_alphabet_and_only_on_request(typed: str, plain: str) -> None:
    assert replace_smartly(typed, drop_marks=True) == plain


@given(st.text(max_size=200))
def test_replacing_twice_changes_nothing_more(text: str) -> None:
    once = replace_smartly(text, drop_marks=True)
    assert replace_smartly(once, drop_marks=True) == once


def test_a_text_in_the_alphabet_is_recognised() -> None:
    assert is_gsm("Cena: 100€ [SK]")
    assert not is_gsm("deň")


def units(text: str, encoding: str) -> int:
    if encoding == GSM:
        return sum(2 if character in "\f^{}\\[~]|€" else 1 for character in text)
    return len(text.encode("utf-16-be", "surrogatepass")) // 2
