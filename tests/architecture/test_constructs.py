"""What the house does not use: signals, overridden saves, the clock in a room that takes `now`."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.house import PythonFile, SqlFile, dotted, python_files, report, sql_files
from tests.architecture.statements import CLOCK, NOISE

# Rooms at the edge, where a run or a request begins: they read the clock once and pass it on.
READ_THE_CLOCK = {"engine", "backoffice", "onboard", "api", "cli", "config", "ui"}
# The engine asks the database what time it is, because the clocks of workers differ.
SQL_READS_THE_CLOCK = {"engine"}
CLOCKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime)"
    r"|time\.(time|time_ns|localtime|gmtime))$"
)
SIGNALS = {"django.db.models.signals", "django.dispatch", "django.core.signals", "django.db.backends.signals"}
OVERRIDES = {"save", "delete", "asave", "adelete", "bulk_create", "save_base", "full_clean"}


def clock_readings(file: PythonFile) -> list[str]:
    """Places where a room that takes `now` as an argument reads the clock itself."""
    if file.room in READ_THE_CLOCK or file.is_migration:
        return []
    return [
        f"{file.path}:{node.lineno} reads the clock with {dotted(node)}: take `now` as an argument"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Attribute) and CLOCKS.search(dotted(node))
    ]


def clock_readings_in_sql(file: SqlFile) -> list[str]:
    """The same in SQL."""
    if file.room in SQL_READS_THE_CLOCK:
        return []
    found = CLOCK.findall(NOISE.sub(" ", file.text))
    return [f"{file.path} reads the clock with {word}: take %(now)s" for word in sorted(set(found))]


def signals(file: PythonFile) -> list[str]:
    """Imports of Django's signals."""
    return [
        f"{file.path}:{node.lineno} uses signals: call the verb instead"
        for node in ast.walk(file.tree)
        if (isinstance(node, ast.ImportFrom) and node.module in SIGNALS)
        or (isinstance(node, ast.Import) and {alias.name for alias in node.names} & SIGNALS)
    ]


def overridden_saves(file: PythonFile) -> list[str]:
    """Methods of a models.py that change what saving or deleting means."""
    if not file.path.endswith("models.py"):
        return []
    return [
        f"{file.path}:{item.lineno} {node.name}.{item.name} is overridden: write a verb"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and item.name in OVERRIDES
    ]


def test_only_the_edge_reads_the_clock() -> None:
    faults = [fault for file in python_files() for fault in clock_readings(file)]
    faults += [fault for file in sql_files() for fault in clock_readings_in_sql(file)]
    assert not faults, report(faults)


def test_no_signals() -> None:
    faults = [fault for file in python_files() for fault in signals(file)]
    assert not faults, report(faults)


def test_no_save_is_overridden() -> None:
    faults = [fault for file in python_files() for fault in overridden_saves(file)]
    assert not faults, report(faults)


@pytest.mark.parametrize(
    "text",
    [
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "default=timezone.now",
        "time.time()",
        "date.today()",
    ],
)
def test_a_reading_of_the_clock_is_found(text: str) -> None:
    assert len(clock_readings(PythonFile("planning/x.py", f"f({text})"))) == 1
    assert clock_readings(PythonFile("engine/x.py", f"f({text})")) == []


def test_durations_may_be_measured_anywhere() -> None:
    assert clock_readings(PythonFile("planning/x.py", "time.monotonic()\ntime.perf_counter()")) == []


def test_a_reading_of_the_clock_in_sql_is_found() -> None:
    text = "-- now() is not used\nSELECT now(), current_date, clock_timestamp(), %(now)s"
    assert len(clock_readings_in_sql(SqlFile("planning/sql/x.sql", text))) == 3


@pytest.mark.parametrize(
    "text",
    [
        "from django.db.models.signals import post_save",
        "import django.dispatch",
        "from django.dispatch import receiver",
    ],
)
def test_a_signal_is_found(text: str) -> None:
    assert len(signals(PythonFile("planning/x.py", text))) == 1


def test_an_overridden_save_is_found() -> None:
    text = "class Task(models.Model):\n    def save(self, **kwargs):\n        super().save(**kwargs)"
    assert len(overridden_saves(PythonFile("planning/models.py", text))) == 1
