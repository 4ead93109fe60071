"""How values are written in exports."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from hospes.kit.errors import Malformed

# Spreadsheets run cells that begin so as formulas; numbers and telephone numbers are harmless.
FORMULA = re.compile(r"^[=+\-@\t\r]")
HARMLESS = re.compile(r"^[+-]?[0-9][0-9 ().,/-]*$")


def instant(value: datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC with Z."""
    if value is None:
        return None
    shift = value.utcoffset()
    assert shift is not None
    return f"{(value - shift).replace(tzinfo=None).isoformat()}Z"


def cell(value: Any) -> str:
    """A value as a CSV cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = "|".join(str(entry) for entry in value)
    text = str(plain(value))
    return f"'{text}" if FORMULA.match(text) and not HARMLESS.match(text) else text


def plain(value: Any) -> Any:
    """A value as JSON carries it."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value


def as_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, form: str) -> Iterator[str]:
    """Rows as lines of a file, one by one, without the line ends of the last: memory stays flat.

    Args:
        columns: names of the columns: the header of CSV, the keys of JSON.
        rows: values in the order of the columns.
        form: `csv` or `jsonl`.

    Raises:
        Malformed: there is no such form.
    """
    if form == "jsonl":
        return (as_json(columns, row) for row in rows)
    if form == "csv":
        return as_csv(columns, rows)
    raise Malformed(f"“{form}” is no format: use csv or jsonl.", allowed=["csv", "jsonl"])


def as_json(columns: Sequence[str], row: Sequence[Any]) -> str:
    """One row as a JSON object."""
    values = {name: plain(value) for name, value in zip(columns, row, strict=True)}
    return json.dumps(values, ensure_ascii=False) + "\n"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The header and the rows as CSV."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([cell(value) for value in row])
    yield buffer.getvalue()
