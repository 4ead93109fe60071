"""What the role of the web can do to another agency's rows, table by table: nothing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from hospes.agencies.tenancy import ENGINE_ROLE, WEB_ROLE, set_agency
from tests.tenancy.planting import TwoAgencies, plant_two_agencies, rows, tables_of_agencies

pytestmark = pytest.mark.django_db
REFUSALS = ("InsufficientPrivilege", "RestrictViolation")


@pytest.fixture
def agencies() -> TwoAgencies:
    return plant_two_agencies()


def become(role: str, agency_id: int | None = None) -> None:
    """Take a role, as the production processes do, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    set_agency(agency_id)


def run(statement: str, *parameters: str | int) -> int:
    """Execute; how many rows were touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def refusal(statement: str, *parameters: str | int) -> str:
    """The name of PostgreSQL's error; empty when the statement is obeyed."""
    try:
        with transaction.atomic():
            run(statement, *parameters)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return type(error.__cause__).__name__
    return ""


def seen_in(table: str, agency_id: int) -> int:
    return int(rows(f"SELECT count(*) FROM {table} WHERE agency_id = %s", [agency_id])[0][0])


def test_both_agencies_have_rows_in_every_table(agencies: TwoAgencies) -> None:
    tables = tables_of_agencies()
    assert len(tables) >= 19
    assert not [t for t in tables if not (seen_in(t, agencies.own) and seen_in(t, agencies.other))]


def test_the_login_of_the_tests_is_no_superuser_and_sees_all(agencies: TwoAgencies) -> None:
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False, False)
    ]
    assert not [t for t in tables_of_agencies() if not seen_in(t, agencies.other)]


def test_without_an_agency_the_web_sees_nothing(agencies: TwoAgencies) -> None:
    become(WEB_ROLE)
    assert not [t for t in [*tables_of_agencies(), "agencies_agency"] if rows(f"SELECT 1 FROM {t}")]


def test_the_web_sees_its_agencys_rows_and_no_others(agencies: TwoAgencies) -> None:
    become(WEB_ROLE, agencies.own)
    assert not [t for t in tables_of_agencies() if not seen_in(t, agencies.own)]
    assert not [t for t in tables_of_agencies() if seen_in(t, agencies.other)]
    assert rows("SELECT id FROM agencies_agency") == [(agencies.own,)]


def test_rows_of_another_agency_can_be_neither_changed_nor_deleted(agencies: TwoAgencies) -> None:
    become(WEB_ROLE, agencies.own)
    for table in tables_of_agencies():
        assert run(f"UPDATE {table} SET agency_id = agency_id WHERE agency_id = %s", agencies.other) == 0
        assert run(f"DELETE FROM {table} WHERE agency_id = %s", agencies.other) == 0
    assert run("UPDATE agencies_agency SET name = 'taken' WHERE id = %s", agencies.other) == 0
    assert run("DELETE FROM agencies_agency WHERE id = %s", agencies.other) == 0


def test_no_row_can_be_put_into_another_agency(agencies: TwoAgencies) -> None:
    for table in tables_of_agencies():
        with transaction.atomic():
            run(f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM {table} LIMIT 1")
            run("UPDATE copied SET agency_id = %s, id = -1", agencies.other)
            run("GRANT SELECT ON copied TO hospes_web")
            become(WEB_ROLE, agencies.own)
            assert refusal(f"INSERT INTO {table} SELECT * FROM copied") == REFUSALS[0], table
            run("RESET ROLE")
            run("DROP TABLE copied")


def test_no_row_of_its_own_can_be_given_to_another_agency(agencies: TwoAgencies) -> None:
    become(WEB_ROLE, agencies.own)
    for table in tables_of_agencies():
        assert refusal(f"UPDATE {table} SET agency_id = %s", agencies.other) in REFUSALS, table


def test_the_engine_sees_all_agencies_without_setting_one(agencies: TwoAgencies) -> None:
    become(ENGINE_ROLE)
    for agency_id in (agencies.own, agencies.other):
        assert not [t for t in tables_of_agencies() if not seen_in(t, agency_id)]


def test_a_user_of_two_agencies_may_read_the_other_membership_but_not_touch_it(agencies: TwoAgencies) -> None:
    user = rows("SELECT user_id FROM agencies_member WHERE agency_id = %s", [agencies.other])[0][0]
    become(WEB_ROLE, agencies.own)
    run("SELECT set_config('hospes.user', %s, true)", str(user))
    assert seen_in("agencies_member", agencies.other) == 1
    assert sorted(rows("SELECT id FROM agencies_agency")) == [(agencies.own,), (agencies.other,)]
    for table, key in (("agencies_member", "agency_id"), ("agencies_agency", "id")):
        assert run(f"DELETE FROM {table} WHERE {key} = %s", agencies.other) == 0
        assert run(f"UPDATE {table} SET name = 'taken' WHERE {key} = %s", agencies.other) == 0


@pytest.mark.parametrize("role", [WEB_ROLE, ENGINE_ROLE])
def test_roles_of_processes_cannot_change_the_fence(agencies: TwoAgencies, role: str) -> None:
    become(role, agencies.own)
    for table in tables_of_agencies():
        assert refusal(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY") == REFUSALS[0], table
        assert refusal(f"DROP POLICY of_agency ON {table}") == REFUSALS[0], table
        assert refusal(f"TRUNCATE {table} CASCADE") == REFUSALS[0], table
