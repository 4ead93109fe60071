"""What the architecture tests read: the rooms in their order and the parsed source files."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hospes.kit.statements import INCLUDE, whole

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hospes"
TESTS = ROOT / "tests"

# Top of the page first. A room may import, and point at, the rooms of the lines before its own.
PAGE: tuple[tuple[str, ...], ...] = (
    ("kit",),
    ("agencies",),
    ("credits", "channels"),
    ("bookings",),
    ("content",),
    ("planning",),
    ("dispatch",),
    ("delivery",),
    ("insight",),
    ("ui", "engine"),
    ("backoffice", "onboard", "api", "cli"),
    ("config",),
)
LINE = {room: line for line, rooms in enumerate(PAGE) for room in rooms}
ROOMS = tuple(LINE)


@dataclass(frozen=True)
class PythonFile:
    """One Python file: where it lies and what is in it."""

    path: str  # relative to src/hospes (or to tests), with slashes
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0].removesuffix(".py")

    @property
    def is_migration(self) -> bool:
        return "/migrations/" in f"/{self.path}"

    @property
    def line_count(self) -> int:
        return len(self.text.splitlines())


@dataclass(frozen=True)
class SqlFile:
    """One SQL file of a room."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1].removesuffix(".sql")

    @property
    def folder(self) -> str:
        """The package whose `sql/` holds the file."""
        return self.path.rsplit("/sql/", 1)[0]

    @property
    def is_part(self) -> bool:
        """Whether statements include it; alone it is none."""
        return "/sql/parts/" in self.path

    @property
    def whole(self) -> str:
        """The text with the parts that it includes."""
        path = SOURCE / self.path
        return whole(path) if INCLUDE.search(self.text) and path.exists() else self.text


def python_files(under: Path = SOURCE) -> list[PythonFile]:
    """All Python files below a folder, by path."""
    return [
        PythonFile(path.relative_to(under).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(under.rglob("*.py"))
    ]


def sql_files(under: Path = SOURCE) -> list[SqlFile]:
    """All SQL files below a folder, by path."""
    return [
        SqlFile(path.relative_to(under).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(under.rglob("*.sql"))
    ]


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain, seen through calls and indexes; "" when it has no name at its root."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        root = dotted(node.value)
        return f"{root}.{node.attr}" if root else ""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Subscript | ast.Await):
        return dotted(node.value)
    return ""


def report(faults: list[str]) -> str:
    """Faults as an assertion message, one a line."""
    return "\n" + "\n".join(faults)
