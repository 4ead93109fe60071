"""No table forgets the fence between agencies (S03, S04), and the catalogue tests can see one that does."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from hospes.agencies.tenancy import ROLES, WEB_ROLE
from tests.architecture import catalogue
from tests.architecture.house import ROOMS, report

pytestmark = pytest.mark.django_db

GOOD = """
    CREATE TABLE x_good (id bigint, agency_id bigint NOT NULL REFERENCES agencies_agency (id),
                         PRIMARY KEY (id, agency_id), UNIQUE (agency_id, id));
    ALTER TABLE x_good ENABLE ROW LEVEL SECURITY;
    ALTER TABLE x_good FORCE ROW LEVEL SECURITY;
    CREATE POLICY of_agency ON x_good TO hospes_web
        USING (agency_id = hospes_agency()) WITH CHECK (agency_id = hospes_agency());
"""


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def pointing_columns() -> list[tuple[str, str]]:
    """Columns of our models' foreign keys, with their tables; the agency comes along with them."""
    return [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for field in model._meta.local_fields
        if field.is_relation and field.column and field.column != "agency_id"
    ]


def test_every_table_belongs_to_an_agency_or_is_listed_as_shared() -> None:
    faults = catalogue.tables_of_nobody()
    assert not faults, report(faults)


def test_every_table_of_an_agency_is_fenced_by_row_level_security() -> None:
    faults = catalogue.tables_without_policies(WEB_ROLE) + catalogue.policies_for_everyone(ROLES)
    assert not faults, report(faults)


def test_every_foreign_key_between_tables_of_agencies_carries_the_agency() -> None:
    faults = catalogue.keys_across_agencies()
    assert not faults, report(faults)


def test_every_column_that_points_at_a_row_is_tied_by_a_foreign_key() -> None:
    faults = catalogue.columns_without_a_key(pointing_columns())
    assert not faults, report(faults)


def test_every_unique_index_holds_the_agency() -> None:
    faults = catalogue.uniqueness_across_agencies()
    assert not faults, report(faults)


def test_the_roles_of_web_and_engine_own_nothing_and_bypass_nothing() -> None:
    faults = catalogue.powers_of_roles(ROLES)
    assert not faults, report(faults)


def test_no_view_or_function_lends_its_owners_rights() -> None:
    faults = catalogue.ways_around()
    assert not faults, report(faults)


def everything() -> list[str]:
    return [
        *catalogue.tables_of_nobody(),
        *catalogue.tables_without_policies(WEB_ROLE),
        *catalogue.policies_for_everyone(ROLES),
        *catalogue.keys_across_agencies(),
        *catalogue.uniqueness_across_agencies(),
        *catalogue.powers_of_roles(ROLES),
        *catalogue.ways_around(),
    ]


def test_a_table_with_its_fence_is_not_reported() -> None:
    execute(GOOD)
    assert not [fault for fault in everything() if "x_good" in fault]


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ("CREATE TABLE x_bad (id bigint)", "x_bad has no agency_id"),
        ("CREATE TABLE x_bad (id bigint, agency_id bigint)", "x_bad has no agency_id that is always set"),
        ("ALTER TABLE x_good DISABLE ROW LEVEL SECURITY", "must be enabled"),
        ("ALTER TABLE x_good NO FORCE ROW LEVEL SECURITY", "must be forced"),
        ("DROP POLICY of_agency ON x_good", "a policy for the web"),
        ("ALTER POLICY of_agency ON x_good WITH CHECK (true)", "a policy for the web"),
        ("ALTER POLICY of_agency ON x_good USING (true)", "a policy for the web"),
        ("CREATE POLICY all_of_it ON x_good USING (true)", "all_of_it is not for one of our roles"),
        ("ALTER TABLE x_good ADD UNIQUE (id)", "must hold agency_id"),
        (
            "ALTER TABLE x_good ADD UNIQUE (id);"
            "CREATE TABLE x_bad (agency_id bigint NOT NULL, good_id bigint REFERENCES x_good (id))",
            "lets a row point at another agency's row",
        ),
        ("GRANT TRUNCATE ON x_good TO hospes_web", "hospes_web may truncate"),
        ("CREATE VIEW x_view AS SELECT * FROM x_good", "reads with its owner's rights"),
        (
            "CREATE FUNCTION x_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN 1",
            "x_all runs with its owner's rights",
        ),
    ],
)
def test_a_hole_in_the_fence_is_found(mistake: str, sentence: str) -> None:
    execute(GOOD)
    execute(mistake)
    assert any(sentence in fault for fault in everything())


def test_a_column_without_a_key_is_found() -> None:
    execute(GOOD + "ALTER TABLE x_good ADD booking_id bigint")
    assert len(catalogue.columns_without_a_key([("x_good", "booking_id"), ("x_good", "agency_id")])) == 1


def test_a_missing_role_is_found() -> None:
    assert catalogue.powers_of_roles(["nobody_of_that_name"]) == [
        "the role nobody_of_that_name does not exist"
    ]
