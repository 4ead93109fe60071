"""Maps: what of a foreign file goes into which canonical column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from hospes.bookings.sources.columns import missing_columns
from hospes.bookings.sources.expressions import Expression, compile_expression, to_text
from hospes.kit.errors import Malformed, UnreadableBooking

LARGEST_MAP = 256 * 1024
PARTS = {"name", "about", "keep", "let", "columns"}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A map as written.

    Attributes:
        text: the whole file; part of what makes an import the same import.
        keep: conditions; a row for which one is false is left out.
        let: names for intermediate values, each may use the earlier ones.
        columns: canonical (or custom) column → expression, or `{of, values, else}` to translate words.
    """

    text: str
    keep: tuple[str, ...]
    let: Mapping[str, Any]
    columns: Mapping[str, Any]


RowMap = Callable[[Sequence[str], int], dict[str, str] | None]
"""From the values of a record and its number to canonical columns; None when the row is left out."""


def load_map(name: str) -> ColumnMap:
    """A map that ships with the project, by name, or a YAML file.

    Raises:
        Malformed: there is none, or it breaks a rule; the sentence names the path in the file.
    """
    shipped = files("hospes.bookings.sources") / "ready_maps"
    known = sorted(
        entry.name.removesuffix(".yaml") for entry in shipped.iterdir() if entry.name.endswith(".yaml")
    )
    if name in known:
        return parse_map((shipped / f"{name}.yaml").read_text(encoding="utf-8"))
    path = Path(name)
    if not path.is_file():
        raise Malformed(
            f"There is no map “{name}”: give a YAML file or one of {', '.join(known)}.", field="map"
        )
    try:
        return parse_map(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"The map {path.name} cannot be read: save it as UTF-8.", field="map") from error


def parse_map(text: str) -> ColumnMap:
    """A map from YAML.

    Raises:
        Malformed: not YAML, or an unknown part; expressions are checked against a header later.
    """
    if len(text) > LARGEST_MAP:
        raise Malformed(f"The map is larger than {LARGEST_MAP:,} characters: shorten it.", path="")
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        message = f"The map is not YAML{where}: put quotes around expressions, for they hold colons."
        raise Malformed(message, path="") from error
    if not isinstance(tree, dict) or not isinstance(tree.get("columns"), dict):
        raise Malformed("columns: a map needs `columns`, a list of column: expression.", path="columns")
    if unknown := sorted(str(part) for part in set(tree) - PARTS):
        raise Malformed(f"{unknown[0]}: unknown; allowed are {', '.join(sorted(PARTS))}.", path=unknown[0])
    columns, let, keep = tree["columns"], tree.get("let") or {}, tree.get("keep") or []
    if not isinstance(let, dict) or not isinstance(keep, list):
        raise Malformed("let: must be name: expression, and keep a list of conditions.", path="let")
    if missing := missing_columns([str(name) for name in columns]):
        raise Malformed(f"columns: {', '.join(missing)} missing; every booking needs them.", path="columns")
    return ColumnMap(text, tuple(str(each) for each in keep), let, columns)


def compile_map(column_map: ColumnMap, header: Sequence[str]) -> RowMap:
    """The map as a function over rows of a file with this header.

    Raises:
        Malformed: an expression cannot be read or uses what the file does not have.
    """
    names = [*header, "row_number"]
    let = []
    for name, written in column_map.let.items():
        let.append((str(name), _compile(written, names, path=f"let.{name}")))
        names.append(str(name))
    keep = [compile_expression(text, names, path=f"keep[{i}]") for i, text in enumerate(column_map.keep)]
    columns = [
        (str(name), _compile(written, names, path=f"columns.{name}"))
        for name, written in column_map.columns.items()
    ]

    def map_row(values: Sequence[str], number: int) -> dict[str, str] | None:
        row: dict[str, Any] = dict(zip(header, values, strict=True))
        row["row_number"] = str(number)
        name, canonical = "", {}
        try:
            for name, expression in let:
                row[name] = expression(row)
            if not all(condition(row) for condition in keep):
                return None
            for name, expression in columns:
                canonical[name] = to_text(expression(row))
        except Malformed as error:
            raise UnreadableBooking(error.message, column=name) from error
        return canonical

    return map_row


def _compile(written: object, names: Sequence[str], *, path: str) -> Expression:
    if isinstance(written, dict):
        return _compile_words(written, names, path=path)
    return compile_expression(str(written), names, path=path)


def _compile_words(written: dict[str, Any], names: Sequence[str], *, path: str) -> Expression:
    if not {"of", "values"} <= set(written) <= {"of", "values", "else"} or not isinstance(
        written["values"], dict
    ):
        message = f"{path}: write it as of: expression, values: {{word: word}} and, if you like, else: word."
        raise Malformed(message, path=path)
    of = compile_expression(str(written["of"]), names, path=f"{path}.of")
    words = {str(word): str(other) for word, other in written["values"].items()}
    if "else" not in written:
        return lambda row: words.get(word := to_text(of(row)), word)
    other = str(written["else"])
    return lambda row: words.get(to_text(of(row)), other)
