"""Read bookings from a CSV file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hospes.bookings.facts import BookingFacts
from hospes.bookings.sources.columns import is_known, missing_columns, read_row
from hospes.bookings.sources.csv_lines import Record, open_text, read_records
from hospes.bookings.sources.maps import ColumnMap, RowMap, compile_map
from hospes.bookings.validity import check_facts
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed, UnreadableBooking


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row of the file: its facts, or why there are none, or neither when the map leaves it out.

    `column` is the column at fault, "" for the whole row; `values` are as in the file.
    """

    line: int
    number: int
    values: list[str]
    facts: BookingFacts | None = None
    column: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What rows leave open: the agency's zone for times without an offset, its currency."""

    timezone: str
    currency: str


class CsvBookings:
    """An open file of bookings: its header, then its rows, in bounded memory whatever the file holds.

    Attributes:
        header: names of the columns as used (a map sees them as written, else they are in lower case).
        unknown: columns that are no canonical ones; they become custom fields. Empty with a map.
    """

    def __init__(self, text: IO[str], defaults: Defaults, column_map: ColumnMap | None) -> None:
        self._records = read_records(text)
        self._defaults = defaults
        self.header = _header(next(self._records, None), lower=column_map is None)
        self._map: RowMap | None = compile_map(column_map, self.header) if column_map else None
        self.unknown = [] if column_map else [name for name in self.header if not is_known(name)]
        if column_map is None:
            _check_header(self.header)

    def rows(self) -> Iterator[RowRead]:
        """The rows in the order of the file; bad ones carry their reason."""
        return map(self._read, self._records)

    def _read(self, record: Record) -> RowRead:
        line, number, values = record.line, record.number, record.values
        if record.fault:
            place = len(self.header) if record.place is None else record.place
            column = self.header[place] if place < len(self.header) else ""
            return RowRead(line, number, values, column=column, reason=record.fault)
        if fault := self._wrong_count(values):
            return RowRead(line, number, values, reason=fault)
        try:
            facts = self._facts(values[: len(self.header)], number)
        except UnreadableBooking as error:
            return RowRead(line, number, values, column=error.details.get("column", ""), reason=error.message)
        return RowRead(line, number, values, facts)

    def _facts(self, values: Sequence[str], number: int) -> BookingFacts | None:
        row = self._map(values, number) if self._map else dict(zip(self.header, values, strict=True))
        if row is None:
            return None
        facts = read_row(row, timezone=self._defaults.timezone, currency=self._defaults.currency)
        check_facts(facts)
        return facts

    def _wrong_count(self, values: Sequence[str]) -> str:
        wanted, count = len(self.header), len(values)
        if count == wanted or (count > wanted and not any(values[wanted:])):
            return ""
        advice = "is the file cut off here?" if count < wanted else "put quotes around values with commas."
        return f"The row has {count} values, the header {wanted}: {advice}"


def open_csv(
    path: Path, defaults: Defaults, column_map: ColumnMap | None = None
) -> tuple[IO[str], CsvBookings]:
    """Open a file (`.csv`, or packed with gzip) and read its header.

    Returns:
        The open file, for the caller to close, and the bookings in it.

    Raises:
        Malformed: no such file, no header, required columns are missing, or the map does not fit it.
    """
    text = open_text(path)
    try:
        return text, CsvBookings(text, defaults, column_map)
    except BaseException:
        text.close()
        raise


def _header(record: Record | None, *, lower: bool) -> list[str]:
    if record is None:
        raise Malformed("The file is empty: its first line must name the columns.", line=1)
    if record.fault:
        raise Malformed(f"The first line must name the columns. {record.fault}", line=record.line)
    named = [name.lower().replace(" ", "_") if lower else name for name in record.values]
    header = [name or f"column_{place}" for place, name in enumerate(named, start=1)]
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        raise Malformed(
            f"The column {twice[0]} is there twice: rename one.", line=record.line, column=twice[0]
        )
    return header


def _check_header(header: list[str]) -> None:
    missing = missing_columns(header)
    if not missing:
        return
    hints = {name: closest(name, [other for other in header if not is_known(other)]) for name in missing}
    likely = [f"“{other}” may be meant as {name}" for name, other in hints.items() if other]
    advice = "; ".join(likely) if likely else "name them in the first line, or give a map"
    raise Malformed(f"Required columns are missing: {', '.join(missing)}; {advice}.", missing=missing)
