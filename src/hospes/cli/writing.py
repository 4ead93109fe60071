"""How commands write to the terminal."""

import json
import sys
from collections.abc import Sequence
from typing import Any

import typer

from hospes.kit.errors import HospesError


def say(text: str) -> None:
    """A line for people, on standard output."""
    typer.echo(text)


def hint(text: str) -> None:
    """A line that is no result, on standard error."""
    typer.echo(text, err=True)


def write_json(value: Any) -> None:
    """A value as JSON, on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_error(error: HospesError, *, as_json: bool) -> None:
    """An error: one sentence on standard error; with `--json` its code and details on standard output too."""
    if as_json:
        write_json(error.as_dict())
    typer.echo(error.message, err=True)


def say_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows under their columns, as wide as needed."""
    cells = [list(columns), *[[str(value) for value in row] for row in rows]]
    widths = [max(len(row[index]) for row in cells) for index in range(len(columns))]
    for row in cells:
        say("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())


def is_terminal() -> bool:
    """Whether a person watches."""
    return sys.stderr.isatty()


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 booking`, `2,000 bookings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
