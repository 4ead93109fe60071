"""The two roles of the database: made once, taken by logins without any special rights."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from hospes.agencies.tenancy import MAKE_ROLES, ROLES

pytestmark = pytest.mark.django_db
LOGIN = "hospes_test_plain_login"


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def plain_login() -> Iterator[str]:
    """A login as a managed server gives it: it may make neither roles nor databases. Gone with the test."""
    execute(f"CREATE ROLE {LOGIN} NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS LOGIN")
    execute(f"GRANT {LOGIN} TO CURRENT_USER WITH SET TRUE")
    yield LOGIN
    execute("RESET ROLE")


def test_a_plain_login_works_with_roles_that_an_administrator_made_and_granted(plain_login: str) -> None:
    execute(*(f"GRANT {role} TO {plain_login}" for role in ROLES), f"SET LOCAL ROLE {plain_login}")
    execute(MAKE_ROLES)
    execute(*(f"SET LOCAL ROLE {role}" for role in ROLES))


def test_a_plain_login_without_the_grant_is_refused_by_the_database(plain_login: str) -> None:
    execute(f"SET LOCAL ROLE {plain_login}")
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        execute(MAKE_ROLES)
    assert isinstance(caught.value.__cause__, InsufficientPrivilege)


def test_making_the_roles_once_more_changes_nothing() -> None:
    def roles() -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT oid, rolname, rolsuper, rolcanlogin FROM pg_roles ORDER BY 1")
            return list(cursor.fetchall())

    before = roles()
    execute(MAKE_ROLES)
    assert roles() == before


def test_roles_that_are_missing_are_made_without_a_login_of_their_own() -> None:
    renamed = [role.replace("hospes_", "hospes_test_made_") for role in ROLES]
    statements = MAKE_ROLES
    for role, name in zip(ROLES, renamed, strict=True):
        statements = statements.replace(role, name)
    execute(statements)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, pg_has_role(current_user, oid, 'USAGE')"
            " FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1",
            [renamed],
        )
        assert cursor.fetchall() == [(name, False, False, False, True) for name in sorted(renamed)]
