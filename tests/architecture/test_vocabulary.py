"""One word per thing: names in the code come from the glossary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.house import TESTS, PythonFile, SqlFile, python_files, report, sql_files

# What the glossary calls otherwise. Left out are words that also have an innocent meaning in code.
SAY_INSTEAD = {
    "tenant": "agency",
    "workspace": "agency",
    "organisation": "agency",
    "organization": "agency",
    "reservation": "booking",
    "listing": "property",
    "landlord": "owner",
    "attendee": "guest",
    "booker": "client",
    "reseller": "agent",
    "workflow": "solution",
    "dlr": "receipt",
}
EMPTY_NAMES = {
    "utils", "util", "helpers", "helper", "common", "misc",
    "base", "core", "handlers", "manager", "service", "v2",
}  # fmt: skip


def words(name: str) -> set[str]:
    """The words of an identifier, singular: `TenantRows_of` → tenant, row, of."""
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+", name)
    return {part.lower().removesuffix("s") for part in parts} | {part.lower() for part in parts}


def names_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names that the file gives to things, with their lines: not what it calls by others' names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno


def foreign_words(file: PythonFile) -> list[str]:
    """Identifiers that use a word which the glossary gives up for another."""
    return [
        f"{file.path}:{line} {name}: say {SAY_INSTEAD[word]}, not {word}"
        for name, line in names_in(file.tree)
        for word in sorted(words(name) & set(SAY_INSTEAD))
    ]


def foreign_words_in_sql(file: SqlFile) -> list[str]:
    """The same in the names of a statement; comments and strings may say what they like."""
    bare = re.sub(r"--[^\n]*|'(?:[^']|'')*'", " ", file.text)
    found = {word for name in re.findall(r"\w+", bare) for word in words(name) & set(SAY_INSTEAD)}
    return [f"{file.path}: say {SAY_INSTEAD[word]}, not {word}" for word in sorted(found)]


def empty_names(path: str) -> list[str]:
    """Parts of a path that say nothing about what is inside."""
    parts = [part.removesuffix(".py").removesuffix(".sql") for part in path.split("/")]
    return [f"{path}: {part!r} says nothing" for part in parts if set(part.split("_")) & EMPTY_NAMES]


def test_names_in_python_come_from_the_glossary() -> None:
    faults = [fault for file in python_files() for fault in foreign_words(file)]
    assert not faults, report(faults)


def test_names_in_sql_come_from_the_glossary() -> None:
    faults = [fault for file in sql_files() for fault in foreign_words_in_sql(file)]
    assert not faults, report(faults)


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    paths = [file.path for file in [*python_files(), *python_files(TESTS)]]
    paths += [file.path for file in sql_files()]
    faults = [fault for path in paths for fault in empty_names(path)]
    assert not faults, report(faults)


@pytest.mark.parametrize(
    "text",
    [
        "class Reservation: ...",
        "def tenants_of(rows): ...",
        "def f(workspace_id): ...",
        "listings = []",
        "self.tenantId = 1",
        "for attendee in people: ...",
    ],
)
def test_a_foreign_word_is_found(text: str) -> None:
    assert len(foreign_words(PythonFile("bookings/x.py", text))) == 1


def test_another_systems_words_may_be_read() -> None:
    text = "arrival = row['reservation_date']\nx = payload.listing.id\nreserve_credit()\ntenancy = 1"
    assert foreign_words(PythonFile("bookings/sources/x.py", text)) == []


def test_a_foreign_word_in_sql_is_found() -> None:
    assert len(foreign_words_in_sql(SqlFile("x/sql/y.sql", "-- no tenant\nSELECT tenant_id FROM y"))) == 1


@pytest.mark.parametrize("path", ["kit/utils.py", "base/models.py", "planning/task_helpers.py", "v2/x.py"])
def test_an_empty_name_is_found(path: str) -> None:
    assert len(empty_names(path)) == 1
