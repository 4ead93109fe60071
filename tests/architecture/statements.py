"""Reads the SQL files of the house: what they write, where they are loaded, how they are prepared."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from hospes.kit.statements import INCLUDE
from tests.architecture.house import ROOMS, PythonFile, SqlFile, dotted

NOISE = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
NAME = r"(?:ONLY\s+)?\"?(\w+)\"?"
WRITES = (
    re.compile(rf"\bINSERT\s+INTO\s+{NAME}", re.IGNORECASE),
    re.compile(
        rf"(?<!\bFOR\s)(?<!\bDO\s)(?<!\bKEY\s)\bUPDATE\s+(?!SET\b|SKIP\b|NOWAIT\b|OF\b){NAME}", re.IGNORECASE
    ),
    re.compile(rf"\bDELETE\s+FROM\s+{NAME}", re.IGNORECASE),
    re.compile(rf"\bMERGE\s+INTO\s+{NAME}", re.IGNORECASE),
    re.compile(rf"\bTRUNCATE\s+(?:TABLE\s+)?{NAME}", re.IGNORECASE),
    re.compile(rf"\bCOPY\s+{NAME}", re.IGNORECASE),
)
TEMPORARY = re.compile(r"\bCREATE\s+TEMP(?:ORARY)?\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", re.IGNORECASE)
PARAMETERS = re.compile(r"^--\s*params:\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)
PARAMETER = re.compile(r"(\w+)\s+([\w ]+(?:\(\d+(?:,\s*\d+)?\))?(?:\[\])*)$")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sbt]|%%")
CLOCK = re.compile(
    r"\b(now\s*\(\s*\)|current_(?:timestamp|date|time)\b|localtime\w*|(?:clock|statement|transaction)_timestamp\s*\()",
    re.IGNORECASE,
)


def tables_written(sql: str) -> list[str]:
    """Names of the tables that a text of SQL writes, as often as it does; temporary ones left out."""
    bare = NOISE.sub(" ", sql)
    temporary = {name.lower() for name in TEMPORARY.findall(bare)}
    found = [name.lower() for pattern in WRITES for name in pattern.findall(bare)]
    return [name for name in found if name not in temporary]


def room_of_table(table: str) -> str | None:
    """The room that owns a table: its name is `<room>_<model>`."""
    return next((room for room in ROOMS if table.startswith(f"{room}_")), None)


def written_elsewhere(file: SqlFile, temporary: Iterable[str] = ()) -> list[str]:
    """Tables outside the file's room that it writes; `temporary` are those that other statements made."""
    return [
        f"{file.path} writes {table}, which is not a table of {file.room}"
        for table in tables_written(file.text)
        if room_of_table(table) != file.room and table not in temporary
    ]


def temporary_tables(files: Iterable[SqlFile]) -> set[str]:
    """Temporary tables that any of the files creates."""
    return {name.lower() for file in files for name in TEMPORARY.findall(NOISE.sub(" ", file.text))}


def sql_in_python(file: PythonFile) -> list[str]:
    """SQL written in Python that changes rows: it belongs in a file of its own."""
    if file.is_migration:
        return []
    return [
        f"{file.path}:{node.lineno} writes {table} in a string: put the statement into {file.room}/sql/"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for table in tables_written(node.value)
        if room_of_table(table)
    ]


def loads(file: PythonFile) -> Iterator[tuple[str, str]]:
    """(package, statement) of every `load(…)` of `hospes.kit.statements`; "" where it is not a literal."""
    names = set(_names_of_load(file.tree))
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and dotted(node.func) in names and len(node.args) > 1:
            yield _package(node.args[0], file), _literal(node.args[1])


def _names_of_load(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "hospes.kit.statements":
            yield from (alias.asname or alias.name for alias in node.names if alias.name == "load")
        elif isinstance(node, ast.ImportFrom) and node.module == "hospes.kit":
            yield from (
                f"{alias.asname or alias.name}.load" for alias in node.names if alias.name == "statements"
            )


def _package(node: ast.expr, file: PythonFile) -> str:
    if isinstance(node, ast.Name) and node.id in {"__name__", "__file__", "__package__"}:
        return file.path.rsplit("/", 1)[0]
    return _literal(node).removeprefix("hospes.").replace(".", "/")


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def loaded_wrongly(python: Iterable[PythonFile], sql: Iterable[SqlFile]) -> list[str]:
    """Statements not loaded exactly once, loads of what is not there, parts that nothing includes."""
    files = list(sql)
    sql = [file for file in files if not file.is_part]
    included = {(file.folder, name) for file in files for name in INCLUDE.findall(file.text)}
    calls = [(file.path, *found) for file in python for found in loads(file)]
    count = Counter((package, name) for _, package, name in calls)
    there = {(file.folder, file.name) for file in sql}
    return [
        *(f"{path} loads a statement whose name is not a literal" for path, _, name in calls if not name),
        *(f"{folder}/sql/{name}.sql is loaded {count[folder, name]} times, not once"
          for folder, name in sorted(there) if count[folder, name] != 1),
        *(f"{path} loads {package}/sql/{name}.sql, which does not exist"
          for path, package, name in calls if name and (package, name) not in there),
        *(f"{file.path} is included nowhere"
          for file in files if file.is_part and (file.folder, file.name) not in included),
    ]  # fmt: skip


def header_faults(file: SqlFile) -> list[str]:
    """What is wrong with the head of a file: a sentence first, then the parameters with their types."""
    lines = file.text.splitlines()
    faults = []
    if not lines or not re.match(r"--\s+\w+", lines[0]) or lines[0].lower().startswith("-- params"):
        faults.append(f"{file.path}: the first line must be a -- comment that says what the statement does")
    if not PARAMETERS.search(file.text):
        faults.append(
            f"{file.path}: a line `-- params: ids bigint[], now timestamptz` (or `none`) is missing"
        )
    used = {name for name in PLACEHOLDER.findall(file.whole) if name}
    named = set(parameter_types(file))
    faults += [f"{file.path}: the parameter {name} is not in `-- params:`" for name in sorted(used - named)]
    faults += [
        f"{file.path}: `-- params:` names {n}, unused" for n in sorted(set(parameter_types(file)) - used)
    ]
    return faults


def parameter_types(file: SqlFile) -> dict[str, str]:
    """Parameters and PostgreSQL types that the file's `-- params:` lines name, in their order."""
    text = ", ".join(PARAMETERS.findall(file.text))
    pairs = (PARAMETER.match(part.strip()) for part in re.split(r",(?![^()]*\))", text))
    return {found[1]: found[2].strip() for found in pairs if found}


def numbered(file: SqlFile) -> str:
    """The statement with `%(name)s` written as `$1 …`, in the order of `-- params:`, for PREPARE."""
    order = {name: f"${index}" for index, name in enumerate(parameter_types(file), start=1)}
    return PLACEHOLDER.sub(lambda found: order[found[1]] if found[1] else "%", file.whole)
