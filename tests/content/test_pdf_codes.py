"""The page to show at the door."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from hospes.content.pdf_codes import CodeCard, codes_pdf


def card(**changes: Any) -> CodeCard:
    given: dict[str, Any] = {
        "agency_name": "Costa Blava",
        "property_name": "Apartmán Žofia",
        "guest_name": "Ľuboš Šťastný",
        "reference": "B-1001",
        "arrival": date(2026, 6, 12),
        "departure": date(2026, 6, 15),
        "codes": ("A-77", "A-78"),
        "language": "sk",
        **changes,
    }
    return CodeCard(**given)


def pages(one: CodeCard) -> list[list[str]]:
    return [page.extract_text().splitlines() for page in PdfReader(BytesIO(codes_pdf(one))).pages]


def test_the_page_says_where_when_who_and_every_code() -> None:
    assert pages(card()) == [
        [
            "Apartmán Žofia",
            "12. júna 2026 – 15. júna 2026",
            "Rezervácia B-1001",
            "Hosť: Ľuboš Šťastný",
            "Costa Blava",
            "Tento kód ukážte pri príchode",
            "A-77",
            "A-78",
        ]
    ]


def test_the_codes_can_be_read_from_the_page() -> None:
    codes = ["A-77", "žltá 5", "https://example.com/check-in?code=123456789012345678901234567890"]
    page = PdfDocument(codes_pdf(card(codes=codes)))[0]
    seen = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert sorted(one.text for one in seen) == sorted(codes)


def test_without_codes_of_its_own_the_reference_is_the_code() -> None:
    assert pages(card(codes=()))[0][-1] == "B-1001"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Show this code on arrival"),
        ("es", "Muestre este código a su llegada"),
        ("sk", "Tento kód ukážte pri príchode"),
        ("cs", "Tento kód ukažte při příjezdu"),
        ("da", "Vis denne kode ved ankomsten"),
        ("de", "Bitte zeigen Sie diesen Code bei der Ankunft"),
        ("fr", "Show this code on arrival"),
    ],
)
def test_the_page_speaks_the_language_of_the_message(language: str, title: str) -> None:
    assert title in pages(card(language=language))[0]


def test_six_codes_fill_a_page() -> None:
    found = pages(card(codes=[f"A-{number}" for number in range(7)]))
    assert [lines[6:] for lines in found] == [["A-0", "A-1", "A-2", "A-3", "A-4", "A-5"], ["A-6"]]


def test_the_same_card_gives_the_same_bytes() -> None:
    assert codes_pdf(card()) == codes_pdf(card())


def test_a_file_is_small_even_with_sixty_codes() -> None:
    assert len(codes_pdf(card())) < 20_000
    assert len(codes_pdf(card(codes=[f"code-{number}" for number in range(100)]))) < 60_000


def test_letters_that_the_font_lacks_are_left_out() -> None:
    lines = pages(card(guest_name="王伟", property_name="Casa 🏖 Verde"))[0]
    assert lines[0] == "Casa Verde"
    assert not [line for line in lines if line.startswith("Hosť")]


def test_a_long_name_stays_on_the_page() -> None:
    assert pages(card(property_name="Apartmán " * 60))[0][0].endswith("…")
