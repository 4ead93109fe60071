"""Finds writes to a room's tables from outside that room, in Python source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.architecture.house import ROOMS, PythonFile, dotted

WRITES = re.compile(
    r"^a?(save|create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create|add|remove|set|clear)$"
)
ON_A_ROW = {"save", "asave", "delete", "adelete"}
# Methods that also belong to sets, dicts and caches count only behind a manager or a related name.
ONLY_BEHIND_A_MANAGER = {"add", "aadd", "remove", "aremove", "set", "aset", "clear", "aclear", "update"}
MODELS = re.compile(rf"^hospes\.({'|'.join(ROOMS)})\.models$")


@dataclass
class Scope:
    """What the names of one function (or of the module) are known to be: rows or models of which room."""

    rooms: dict[str, str]
    faults: list[str] = field(default_factory=list)


def foreign_writes(file: PythonFile, related_names: dict[str, str]) -> list[str]:
    """Writes in `file` to a table of another room.

    Sees models imported from `hospes.<room>.models`, names bound to their rows by assignment, `for` or
    annotation inside a function, and related managers (`booking.events.create(…)`).

    Args:
        file: the source.
        related_names: reverse accessor of a foreign key → room of the table that holds the key.

    Returns:
        One sentence per fault, with its line.
    """
    if file.is_migration:
        return []
    imported = dict(_imported_models(file.tree))
    return [
        f"{file.path}:{call.lineno} writes with .{_method(call)}() to a table of {room}"
        for call, room in _writes(file.tree, imported, related_names)
        if room != file.room
    ]


def _imported_models(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (found := MODELS.match(node.module or "")):
            yield from ((alias.asname or alias.name, found[1]) for alias in node.names)
        elif (
            isinstance(node, ast.ImportFrom)
            and (room := (node.module or "").removeprefix("hospes.")) in ROOMS
        ):
            yield from ((a.asname or a.name, room) for a in node.names if a.name == "models")


def _writes(
    tree: ast.Module, imported: dict[str, str], related_names: dict[str, str]
) -> Iterator[tuple[ast.Call, str]]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    loose = [node for node in ast.walk(tree) if id(node) not in inside]
    for nodes in [loose, *(list(ast.walk(function)) for function in functions)]:
        names = imported | _bound_names(nodes, imported)
        for node in nodes:
            if isinstance(node, ast.Call) and (room := _room_written(node, names, related_names)):
                yield node, room


def _bound_names(nodes: list[ast.AST], imported: dict[str, str]) -> dict[str, str]:
    """Names that hold rows or sets of an imported model."""
    names: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.arg) and node.annotation is not None:
            pairs = [(node.arg, node.annotation)]
        elif isinstance(node, ast.Assign):
            pairs = [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.For | ast.AsyncFor) and isinstance(node.target, ast.Name):
            pairs = [(node.target.id, node.iter)]
        else:
            continue
        known = imported | names
        names |= {name: known[root] for name, value in pairs if (root := _root(value)) in known}
    return names


def _root(node: ast.expr) -> str:
    return dotted(node).split(".", 1)[0]


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _room_written(call: ast.Call, names: dict[str, str], related_names: dict[str, str]) -> str | None:
    method, chain = _method(call), dotted(call.func).split(".")
    if not WRITES.match(method):
        return None
    behind = chain[1:-1]
    for part in reversed(behind):
        if part in related_names:
            return related_names[part]
    if method in ONLY_BEHIND_A_MANAGER and not ({"objects", "filter", "all", "exclude"} & set(behind)):
        return None
    return names.get(chain[0])
