"""SQL files: a header each, loaded once, writing only their own room's tables, understood by PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from tests.architecture import statements
from tests.architecture.house import PythonFile, SqlFile, python_files, report, sql_files

FILES = sql_files()
LOAD = "from hospes.kit.statements import load\n"
GOOD = "-- Hold tasks until somebody releases them.\n-- params: ids bigint[], now timestamptz\n"


def test_sql_files_write_only_tables_of_their_room() -> None:
    temporary = statements.temporary_tables(FILES)
    faults = [fault for file in FILES for fault in statements.written_elsewhere(file, temporary)]
    assert not faults, report(faults)


def test_sql_that_writes_lives_in_sql_files() -> None:
    faults = [fault for file in python_files() for fault in statements.sql_in_python(file)]
    assert not faults, report(faults)


def test_every_sql_file_is_loaded_exactly_once() -> None:
    faults = statements.loaded_wrongly(python_files(), FILES)
    assert not faults, report(faults)


def test_every_sql_file_says_what_it_does_and_what_it_takes() -> None:
    faults = [fault for file in FILES for fault in statements.header_faults(file)]
    assert not faults, report(faults)


@pytest.mark.django_db
@pytest.mark.parametrize("file", [file for file in FILES if not file.is_part], ids=lambda file: file.path)
def test_postgresql_plans_every_statement(file: SqlFile) -> None:
    explain(file)


def explain(file: SqlFile) -> list[str]:
    """Let PostgreSQL parse and plan a statement with parameters of its named types, without running it."""
    types = statements.parameter_types(file)
    head = f"({', '.join(types.values())})" if types else ""
    nulls = f"({', '.join(['NULL'] * len(types))})" if types else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PREPARE checked {head} AS {statements.numbered(file)}".replace("%", "%%"), ())
        try:
            cursor.execute(f"EXPLAIN EXECUTE checked{nulls}")
            return [row[0] for row in cursor.fetchall()]
        finally:
            cursor.execute("DEALLOCATE checked")


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("INSERT INTO planning_task (id) SELECT 1", ["planning_task"]),
        ('update only "planning_task" t set state = 1', ["planning_task"]),
        ("WITH gone AS (DELETE FROM planning_task RETURNING id) SELECT * FROM gone", ["planning_task"]),
        ("MERGE INTO planning_task USING x ON true", ["planning_task"]),
        ("COPY bookings_booking FROM STDIN", ["bookings_booking"]),
        ("SELECT id FROM planning_task FOR UPDATE SKIP LOCKED", []),
        ("SELECT id FROM planning_task t FOR NO KEY UPDATE OF t", []),
        ("INSERT INTO planning_task VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1", ["planning_task"]),
        ("-- UPDATE planning_task\nSELECT 'DELETE FROM planning_task'", []),
        ("CREATE TEMP TABLE fresh (id int); INSERT INTO fresh VALUES (1)", []),
    ],
)
def test_written_tables_are_found_in_sql(sql: str, tables: list[str]) -> None:
    assert statements.tables_written(sql) == tables


def test_a_statement_that_writes_another_rooms_table_is_found() -> None:
    file = SqlFile("dispatch/sql/finish_tasks.sql", "UPDATE planning_task SET state = 'done'")
    assert statements.written_elsewhere(file) == [
        "dispatch/sql/finish_tasks.sql writes planning_task, which is not a table of dispatch"
    ]


def test_sql_that_writes_from_python_is_found() -> None:
    file = PythonFile("dispatch/finish.py", 'cursor.execute("UPDATE dispatch_message SET state = 1")')
    assert len(statements.sql_in_python(file)) == 1


@pytest.mark.parametrize(
    ("python", "faults"),
    [
        (LOAD + "HOLD = load(__name__, 'hold_tasks')", 0),
        ("from hospes.kit import statements\nHOLD = statements.load('hospes.planning', 'hold_tasks')", 0),
        ("pass", 1),
        (LOAD + "A = load(__name__, 'hold_tasks')\nB = load(__file__, 'hold_tasks')", 1),
        (LOAD + "A = load(__name__, 'hold_tasks')\nB = load(__name__, 'gone')", 1),
        (LOAD + "A = load(__name__, 'hold_tasks')\nB = load(__name__, name)", 1),
    ],
)
def test_statements_not_loaded_exactly_once_are_found(python: str, faults: int) -> None:
    files = [PythonFile("planning/hold_tasks.py", python)]
    assert len(statements.loaded_wrongly(files, [SqlFile("planning/sql/hold_tasks.sql", "")])) == faults


def test_parts_are_included_and_not_loaded() -> None:
    part = SqlFile("planning/sql/parts/gather_tasks.sql", "")
    assert len(statements.loaded_wrongly([], [part])) == 1
    file = SqlFile("planning/sql/hold_tasks.sql", "-- include: gather_tasks\n")
    python = PythonFile("planning/hold_tasks.py", LOAD + "HOLD = load(__name__, 'hold_tasks')")
    assert statements.loaded_wrongly([python], [part, file]) == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (GOOD + "SELECT %(ids)s, %(now)s, 5 %% 2", 0),
        ("-- Count all tasks.\n-- params: none\nSELECT 1", 0),
        ("SELECT 1", 2),
        (GOOD + "SELECT %(ids)s", 1),
        (GOOD + "SELECT %(ids)s, %(now)s, %(agency)s", 1),
    ],
)
def test_a_poor_header_is_found(text: str, faults: int) -> None:
    assert len(statements.header_faults(SqlFile("planning/sql/hold_tasks.sql", text))) == faults


def test_parameters_are_numbered_in_the_order_of_the_header() -> None:
    file = SqlFile(
        "planning/sql/x.sql", "-- params: a numeric(12, 2), b text[]\nSELECT %(b)s, %(a)s, %(b)s, '%%'"
    )
    assert statements.parameter_types(file) == {"a": "numeric(12, 2)", "b": "text[]"}
    assert statements.numbered(file).endswith("SELECT $2, $1, $2, '%'")


@pytest.mark.django_db
def test_a_statement_that_postgresql_refuses_is_found() -> None:
    with pytest.raises(Exception, match="no_such_table"):
        explain(SqlFile("planning/sql/x.sql", "-- params: ids bigint[]\nSELECT %(ids)s FROM no_such_table"))
