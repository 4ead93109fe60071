"""Files and functions stay small: the figures of the house."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from statistics import median, quantiles

import pytest

from tests.architecture.house import TESTS, PythonFile, python_files, report, sql_files

FUNCTION_MEDIAN, FUNCTION_P95, FUNCTION_STOP = 8, 30, 60
FILE_P95, FILE_STOP, TEST_FILE_STOP, ADAPTER_STOP = 300, 400, 400, 150
ARGUMENTS, POSITIONAL = 6, 3


@dataclass(frozen=True)
class Function:
    """One function: where it is, how many lines of code it has, how many arguments it takes."""

    place: str
    lines: int
    arguments: int
    positional: int


def functions(file: PythonFile) -> list[Function]:
    """All functions of a file, methods and nested ones too. Docstrings are not counted as lines."""
    methods = {
        id(item) for node in ast.walk(file.tree) if isinstance(node, ast.ClassDef) for item in node.body
    }
    return [
        _measured(file, node, id(node) in methods)
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _measured(file: PythonFile, node: ast.FunctionDef | ast.AsyncFunctionDef, is_method: bool) -> Function:
    positional = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]]
    positional = positional[1:] if is_method and positional[:1] in (["self"], ["cls"]) else positional
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    is_command = file.room == "cli" and "noqa: PLR0913" in file.text.splitlines()[node.lineno - 1]
    arguments = len(positional) + (0 if is_command else len(node.args.kwonlyargs))
    return Function(f"{file.path}:{node.lineno} {node.name}", lines, arguments, len(positional))


def too_long(found: list[Function]) -> list[str]:
    """Functions over the hard stop, and the whole where its median or its 95th hundredth is over."""
    lengths = sorted(function.lines for function in found)
    faults = [
        f"{f.place} has {f.lines} lines; stop at {FUNCTION_STOP}" for f in found if f.lines > FUNCTION_STOP
    ]
    if len(lengths) < 2:
        return faults
    if median(lengths) > FUNCTION_MEDIAN:
        faults.append(f"the median function has {median(lengths)} lines; at most {FUNCTION_MEDIAN}")
    if hundredths(lengths) > FUNCTION_P95:
        faults.append(f"95 % of functions have up to {hundredths(lengths)} lines; at most {FUNCTION_P95}")
    return faults


def hundredths(lengths: list[int]) -> float:
    """The 95th hundredth."""
    return quantiles(lengths, n=100, method="inclusive")[94]


def too_many_arguments(found: list[Function]) -> list[str]:
    """Functions that take more than six arguments, or more than three by position.

    The options of a command are its interface; where they are more, the line says so to ruff and to us.
    """
    return [
        f"{f.place} takes {f.arguments} arguments ({f.positional} by position); at most 6 (3)"
        for f in found
        if f.arguments > ARGUMENTS or f.positional > POSITIONAL
    ]


def files_too_long(lines: dict[str, int], stop: int) -> list[str]:
    """Files over the hard stop."""
    return [f"{path} has {count} lines; stop at {stop}" for path, count in lines.items() if count > stop]


SOURCES = [file for file in python_files() if not file.is_migration]


def test_functions_are_short() -> None:
    faults = too_long([function for file in SOURCES for function in functions(file)])
    assert not faults, report(faults)


def test_functions_take_few_arguments() -> None:
    faults = too_many_arguments([function for file in SOURCES for function in functions(file)])
    assert not faults, report(faults)


def test_files_stay_under_the_hard_stop() -> None:
    lines = {file.path: file.line_count for file in SOURCES}
    lines |= {file.path: len(file.text.splitlines()) for file in sql_files()}
    faults = files_too_long(lines, FILE_STOP)
    adapters = {path: count for path, count in lines.items() if path.startswith("channels/providers/")}
    faults += files_too_long(adapters, ADAPTER_STOP)
    assert not faults, report(faults)


def test_nearly_all_files_are_short() -> None:
    assert hundredths([file.line_count for file in SOURCES]) <= FILE_P95


def test_test_files_stay_under_the_hard_stop() -> None:
    faults = files_too_long({file.path: file.line_count for file in python_files(TESTS)}, TEST_FILE_STOP)
    assert not faults, report(faults)


def test_a_long_function_is_found() -> None:
    text = "def f():\n" + "    x = 1\n" * 60
    assert too_long(functions(PythonFile("kit/x.py", text))) == ["kit/x.py:1 f has 61 lines; stop at 60"]


def test_many_middling_functions_are_found() -> None:
    text = "".join(f"def f{n}():\n" + "    x = 1\n" * 31 for n in range(20))
    assert len(too_long(functions(PythonFile("kit/x.py", text)))) == 2


def test_docstrings_do_not_count_as_lines() -> None:
    text = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    assert [function.lines for function in functions(PythonFile("kit/x.py", text))] == [2]


@pytest.mark.parametrize(
    ("signature", "faults"),
    [
        ("(a, b, c, *, d, e, f)", 0),
        ("(a, b, c, d)", 1),
        ("(a, *, b, c, d, e, f, g)", 1),
        ("(a, b, c, *rest, **more)", 0),
    ],
)
def test_too_many_arguments_are_found(signature: str, faults: int) -> None:
    found = functions(
        PythonFile("kit/x.py", f"def f{signature}: ...\nclass A:\n    def f(self, a, b, c): ...")
    )
    assert len(too_many_arguments(found)) == faults


def test_a_long_file_is_found() -> None:
    assert files_too_long({"kit/x.py": 401, "kit/y.py": 400}, 400) == ["kit/x.py has 401 lines; stop at 400"]
