"""Tables whose rows are only ever added refuse every change, from everybody."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import RestrictViolation

from tests.making import make_agency
from tests.tenancy.planting import plant, rows

pytestmark = pytest.mark.django_db
ONLY_ADDED = [
    "agencies_auditentry",
    "bookings_consentrecord",
    "bookings_event",
    "bookings_payment",
    "delivery_receipt",
    "planning_solutionversion",
]


def test_the_tables_that_promise_it_are_protected() -> None:
    found = rows(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgfoid = 'hospes_refuse_change'::regproc ORDER BY 1"
    )
    assert [table for (table,) in found] == ONLY_ADDED


@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("role", ["hospes_web", "hospes_engine", "the owner"])
def test_their_rows_can_be_neither_changed_nor_deleted(table: str, change: str, role: str) -> None:
    agency = make_agency().pk
    plant(table, agency)
    with connection.cursor() as cursor:
        if role != "the owner":
            cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute("SELECT set_config('hospes.agency', %s, true)", [str(agency)])
        with pytest.raises(DatabaseError) as caught, transaction.atomic():
            cursor.execute(change.format(table))
    assert isinstance(caught.value.__cause__, RestrictViolation)
    assert f"rows of {table} are only ever added" in str(caught.value)
