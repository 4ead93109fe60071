"""The codes of a booking as a page to show at the door. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from hospes.content.file_words import file_words
from hospes.content.formats import Manner, write_date

FONT = "DejaVuSans"
MOST_CODES = 60
COLUMNS, ROWS = 2, 3
SIDE = 50 * mm
MARGIN = 20 * mm
WIDTH, HEIGHT = A4
TOP = HEIGHT - 80 * mm
STEP = 67 * mm


@dataclass(frozen=True, slots=True)
class CodeCard:
    """What stands on the pages. `codes` are what the guest shows; without any, the reference is."""

    agency_name: str
    property_name: str
    guest_name: str
    reference: str
    arrival: date
    departure: date
    codes: Sequence[str]
    language: str


def codes_pdf(card: CodeCard) -> bytes:
    """The pages with up to six codes each, the same bytes for the same card.

    Letters are Latin, Greek and Cyrillic; others are left out. At most 60 codes.
    """
    _register_font()
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, lang=card.language or "en")
    title = file_words(card.language).booking.format(reference=card.reference)
    canvas.setTitle(title)
    canvas.setAuthor(card.agency_name)
    codes = [code for code in card.codes if code.strip()][:MOST_CODES] or [card.reference]
    for first in range(0, len(codes), COLUMNS * ROWS):
        _head(canvas, card, title)
        for place, code in enumerate(codes[first : first + COLUMNS * ROWS]):
            _code(canvas, place, code)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def _register_font() -> frozenset[int]:
    """The font with the letters of our languages, read once; returns the characters that it has."""
    font = TTFont(FONT, str(Path(__file__).parent / "fonts" / "dejavu-sans.ttf"))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def _head(canvas: Canvas, card: CodeCard, title: str) -> None:
    words, manner = file_words(card.language), Manner(card.language)
    dates = f"{write_date(card.arrival, manner)} – {write_date(card.departure, manner)}"
    lines = [
        (18, card.property_name),
        (12, dates),
        (12, title),
        (12, words.guest.format(name=card.guest_name) if _shown(card.guest_name) else ""),
        (12, card.agency_name),
        (12, words.codes),
    ]
    height = HEIGHT - MARGIN
    for size, line in lines:
        if text := _shown(line):
            _write(canvas, (MARGIN, height), text, size=size, width=WIDTH - 2 * MARGIN)
            height -= size * 1.6


def _shown(text: str) -> str:
    """What the font can write of it, on one line."""
    known = _register_font()
    return " ".join("".join(c if ord(c) in known else " " for c in text).split())


def _write(canvas: Canvas, place: tuple[float, float], text: str, *, size: float, width: float) -> None:
    """One line; a long one in smaller letters, a very long one cut."""
    wide = pdfmetrics.stringWidth(text, FONT, size)
    size = max(7.0, min(size, size * width / wide)) if wide else size
    while text and pdfmetrics.stringWidth(text, FONT, size) > width:
        text = text[:-2].rstrip() + "…"
    canvas.setFont(FONT, size)
    canvas.drawString(place[0], place[1], text)


def _code(canvas: Canvas, place: int, code: str) -> None:
    left = MARGIN + (place % COLUMNS) * (WIDTH / 2 - MARGIN / 2)
    bottom = TOP - (place // COLUMNS) * STEP - SIDE + 10 * mm
    matrix = segno.make(code, error="m", micro=False).matrix
    squares = canvas.beginPath()
    for row, first, count in _runs(matrix):
        squares.rect(first, row, count, 1)
    canvas.saveState()
    canvas.translate(left, bottom + SIDE)
    canvas.scale(SIDE / len(matrix), -SIDE / len(matrix))
    canvas.drawPath(squares, stroke=0, fill=1)
    canvas.restoreState()
    _write(canvas, (left, bottom - 6 * mm), _shown(code), size=11, width=SIDE + 20 * mm)


def _runs(matrix: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int]]:
    """Dark modules side by side: row, first column, how many."""
    for number, row in enumerate(matrix):
        column = 0
        while column < len(row):
            end = column
            while end < len(row) and row[end] & 1:
                end += 1
            if end > column:
                yield number, column, end - column
            column = max(end, column + 1)
