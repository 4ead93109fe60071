"""Reads a CSV file record by record in bounded memory, and tells of every record what is wrong with its form.

A damaged record costs itself only: an over-long line is read past, a quote that nobody closes ends with its
own line, bytes that are not of the encoding stay recognisable. A file that is cut off gives what is before.
"""

import csv
import gzip
import re
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, BinaryIO, NamedTuple, cast

from hospes.kit.errors import Malformed

LONGEST_LINE = 1 << 16
MOST_LINES_IN_A_RECORD = 200
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the file.

    Attributes:
        line: number of its first line in the file, from 1.
        number: its place among the records after the header, from 1 (the header is 0).
        values: what is in it, blanks around each value removed.
        fault: why it cannot be used; "" when it can.
        place: index of the value that is at fault; None when it is the whole record.
    """

    line: int
    number: int
    values: list[str]
    fault: str = ""
    place: int | None = None


def open_text(path: Path, *, encoding: str | None = None) -> IO[str]:
    """The file as text, unpacked when it is gzip; bytes that are not of the encoding become lone surrogates.

    Args:
        path: the file; `.gz` or not, its first bytes decide.
        encoding: None looks for a byte order mark, else UTF-8.

    Raises:
        Malformed: there is no such file, or it cannot be opened.
    """
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
        found = encoding or _encoding_of(path, packed=packed)
        stream = _open(path, packed=packed)
        return TextIOWrapper(stream, encoding=found, errors="surrogateescape", newline="")
    except (OSError, LookupError, EOFError, zlib.error) as error:
        raise Malformed(f"The file {path.name} cannot be read ({error}): check the file.") from error


def _encoding_of(path: Path, *, packed: bool) -> str:
    with _open(path, packed=packed) as stream:
        start = stream.read(2)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _open(path: Path, *, packed: bool) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")


def read_records(text: IO[str]) -> Iterator[Record]:
    """The records of an open file, the header first; blank lines are passed over.

    The delimiter is the one of comma, semicolon and tab that the header has most of.
    """
    delimiter, number = ",", 0
    for piece in _assemble(_lines(text)):
        if not piece.fault and not piece.text.strip():
            continue
        if number == 0:
            delimiter = max(",;\t", key=piece.text.count)
        yield _split(piece, number, delimiter=delimiter)
        number += 1


class _Piece(NamedTuple):
    """A line, or the lines of one record; `fault` is why it is none."""

    line: int
    text: str
    fault: str = ""


_TOO_LONG = f"The line is longer than {LONGEST_LINE:,} characters: is this a CSV file?"
_CUT_OFF = "The file is cut off here: get the whole file."
_OPEN_QUOTE = "A quote is opened and never closed: close it or remove it."
_NO_TEXT = "There are characters that are not UTF-8: save the file as UTF-8."


def _split(piece: _Piece, number: int, *, delimiter: str) -> Record:
    if piece.fault:
        return Record(piece.line, number, [piece.text[:200].strip()], piece.fault)
    record = piece.text
    try:
        values = [v.strip() for v in next(csv.reader([record], delimiter=delimiter, skipinitialspace=True))]
    except csv.Error as error:
        return Record(
            piece.line, number, [record[:200].strip()], f"This is not CSV ({error}): correct the line."
        )
    if "\0" in record:
        return Record(
            piece.line, number, values, "There is a NUL character: remove it.", _first(values, "\0")
        )
    if record.isascii() or not (undecoded := _UNDECODED.search(record)):
        return Record(piece.line, number, values)
    return Record(piece.line, number, values, _NO_TEXT, _first(values, undecoded[0]))


def _first(values: list[str], character: str) -> int | None:
    return next((place for place, value in enumerate(values) if character in value), None)


def _lines(text: IO[str]) -> Iterator[_Piece]:
    number = 0
    while True:
        number += 1
        try:
            line = text.readline(LONGEST_LINE)
            if len(line) == LONGEST_LINE and not line.endswith(_ENDS):
                _read_past(text)
                yield _Piece(number, line[:200], _TOO_LONG)
                continue
        except (EOFError, zlib.error, gzip.BadGzipFile):
            yield _Piece(number, "", _CUT_OFF)
            return
        if not line:
            return
        yield _Piece(number, line)


_ENDS = ("\n", "\r")


def _read_past(text: IO[str]) -> None:
    while (more := text.readline(LONGEST_LINE)) and not more.endswith(_ENDS):
        pass


def _assemble(lines: Iterator[_Piece]) -> Iterator[_Piece]:
    """Join the lines of records whose quoted values hold line ends; a quote left open ends with its line."""
    waiting: deque[_Piece] = deque()
    while True:
        piece = waiting.popleft() if waiting else next(lines, None)
        if piece is None:
            return
        if piece.fault or piece.text.count('"') % 2 == 0:
            yield piece
            continue
        rest = _until_closed(waiting, lines)
        if rest and rest[-1].text.count('"') % 2 and not rest[-1].fault:
            yield _Piece(piece.line, "".join([piece.text, *(more.text for more in rest)]))
        else:
            yield piece._replace(fault=_OPEN_QUOTE)
            waiting.extendleft(reversed(rest))


def _until_closed(waiting: deque[_Piece], lines: Iterator[_Piece]) -> list[_Piece]:
    """The lines up to the one that closes the quote, or as many as a record may have."""
    rest: list[_Piece] = []
    size = 0
    while len(rest) < MOST_LINES_IN_A_RECORD and size < LONGEST_LINE:
        piece = waiting.popleft() if waiting else next(lines, None)
        if piece is None:
            break
        rest.append(piece)
        size += len(piece.text)
        if piece.fault or piece.text.count('"') % 2:
            break
    return rest
