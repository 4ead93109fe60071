"""No command loads a verb before it is connected: outside the tests, Django is not set up until then."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

CLI = ROOT / "src" / "hospes" / "cli"
CONNECTS = {"connect", "chosen_agency"}
"""What sets Django up; it is called by its name or on an installation."""
FREE = ("hospes.cli", "hospes.kit")

Function = ast.FunctionDef


class House:
    """The functions of the command line by module, and what a name of a module means."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.functions: dict[tuple[str, str], Function] = {}
        self.means: dict[tuple[str, str], tuple[str, str]] = {}
        self.commands: list[tuple[str, str]] = []
        for module, source in sources.items():
            self._read(module, ast.parse(source))

    def _read(self, module: str, tree: ast.Module) -> None:
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hospes.cli"):
                for each in node.names:
                    self.means[module, each.asname or each.name] = (str(node.module), each.name)
            if isinstance(node, Function):
                self.functions[module, node.name] = node
                if any(is_command(each) for each in node.decorator_list):
                    self.commands.append((module, node.name))
        for call in ast.walk(tree):  # app.command("demo")(demo)
            if isinstance(call, ast.Call) and is_command(call.func):
                self.commands += [(module, each.id) for each in call.args if isinstance(each, ast.Name)]

    def function(self, module: str, name: str) -> tuple[str, Function] | None:
        """The function of the command line that a module calls by this name, with its own module."""
        key = self.means.get((module, name), (module, name))
        return (key[0], self.functions[key]) if key in self.functions else None


def is_command(node: ast.expr) -> bool:
    """Whether this is `….command(…)`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "command"


def in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes in the order in which they happen: what a call is given comes before it."""
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        return
    for child in ast.iter_child_nodes(node):
        yield from in_order(child)
    yield node


class Walk:
    """One command from its first line on, through the functions that it calls."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.is_connected = False
        self.early: list[str] = []
        self.seen: set[tuple[str, str]] = set()

    def through(self, module: str, function: Function) -> None:
        """Note every import of a room before something has connected."""
        if (module, function.name) in self.seen:
            return
        self.seen.add((module, function.name))
        for statement in function.body:
            for node in in_order(statement):
                self._meet(module, node)

    def _meet(self, module: str, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom) and not self.is_connected:
            name = str(node.module)
            if name.startswith("hospes.") and not name.startswith(FREE):
                self.early.append(f"{module}:{node.lineno} {name}")
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in CONNECTS:
                self.is_connected = True
            elif isinstance(node.func, ast.Name) and (found := self.house.function(module, called)):
                self.through(*found)


def early_imports(sources: dict[str, str]) -> list[str]:
    """Imports of rooms that some command reaches unconnected."""
    house, found = House(sources), list[str]()
    for module, name in house.commands:
        walk = Walk(house)
        walk.through(module, house.functions[module, name])
        found += walk.early
    return sorted(set(found))


def module_of(path: Path) -> str:
    """The dotted name of a file of the command line."""
    return f"hospes.cli.{path.stem}"


SOURCES = {module_of(path): path.read_text("utf-8") for path in sorted(CLI.glob("*.py"))}


def test_every_command_is_found() -> None:
    assert {"demo", "simulate", "confirm"} <= {name for _, name in House(SOURCES).commands}


def test_no_command_loads_a_verb_before_it_is_connected() -> None:
    assert early_imports(SOURCES) == []


def test_the_command_line_itself_loads_no_models() -> None:
    models = "[each for each in sys.modules if each.startswith('hospes') and each.endswith('.models')]"
    lines = f"import sys, hospes.cli.main\nprint({models})"
    done = subprocess.run([sys.executable, "-c", lines], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


HEAD = "from hospes.cli.installation import chosen_agency\nfrom hospes.cli.other import load\n"
OTHER = {"hospes.cli.other": "def load():\n    from hospes.bookings.models import Booking\n"}
VERB = "    from hospes.bookings.pay import pay\n"


@pytest.mark.parametrize(
    ("body", "early"),
    [
        (f"{VERB}    chosen_agency(None)\n", ["hospes.cli.one:5 hospes.bookings.pay"]),
        (f"    chosen_agency(None)\n{VERB}", []),
        (f"    find()\n{VERB}", []),
        ("    load()\n    chosen_agency(None)\n", ["hospes.cli.other:2 hospes.bookings.models"]),
        ("    load(chosen_agency(None))\n", []),
        ("    from hospes.kit.money import parse_amount\n", []),
    ],
)
def test_an_early_import_is_found_wherever_it_stands(body: str, early: list[str]) -> None:
    one = f'{HEAD}@group.command("pay")\ndef pay():\n{body}def find():\n    chosen_agency(None)\n'
    assert early_imports({"hospes.cli.one": one, **OTHER}) == early
