from pathlib import Path

import pytest

from hospes.kit.statements import load


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "a_room_for_statements"
    (folder / "sql").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "verb.py").write_text("")
    (folder / "sql" / "plan_tasks.sql").write_text("-- Plans. params: ids bigint[]\nSELECT 1\n")
    (folder / "sql" / "bare.sql").write_text("SELECT 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    load.cache_clear()
    return "a_room_for_statements"


def test_a_statement_is_found_from_its_room_its_module_and_its_file(room: str, tmp_path: Path) -> None:
    expected = "-- Plans. params: ids bigint[]\nSELECT 1\n"
    assert load(room, "plan_tasks") == expected
    assert load(f"{room}.verb", "plan_tasks") == expected
    assert load(str(tmp_path / room / "verb.py"), "plan_tasks") == expected


def test_a_statement_is_read_once(room: str, tmp_path: Path) -> None:
    first = load(room, "plan_tasks")
    (tmp_path / room / "sql" / "plan_tasks.sql").unlink()
    assert load(room, "plan_tasks") is first


def test_a_missing_statement_says_where_it_was_looked_for(room: str) -> None:
    with pytest.raises(LookupError, match=r"no statement 'drop_tasks'.*drop_tasks\.sql"):
        load(room, "drop_tasks")


def test_a_missing_room_is_named(room: str) -> None:
    with pytest.raises(LookupError, match="no package 'no_such_room'"):
        load("no_such_room", "x")


def test_a_statement_without_a_header_is_refused(room: str) -> None:
    with pytest.raises(LookupError, match="must begin with a -- line"):
        load(room, "bare")


def test_a_statement_includes_its_parts_and_theirs(room: str, tmp_path: Path) -> None:
    folder = tmp_path / room / "sql"
    (folder / "parts").mkdir()
    (folder / "count.sql").write_text("-- Counts.\n-- include: things\nSELECT 1\n")
    (folder / "parts" / "things.sql").write_text("-- Things.\n-- include: more\n")
    (folder / "parts" / "more.sql").write_text("-- More.\n")
    assert load(str(tmp_path / room / "verb.py"), "count") == "-- Counts.\n-- Things.\n-- More.\nSELECT 1\n"


def test_a_missing_part_says_where_it_was_looked_for(room: str, tmp_path: Path) -> None:
    (tmp_path / room / "sql" / "count.sql").write_text("-- Counts.\n-- include: things\n")
    with pytest.raises(LookupError, match=r"no part: looked for .*parts/things\.sql"):
        load(str(tmp_path / room / "verb.py"), "count")
