"""No row can point at another agency's row, not even when row-level security looks away (S04)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from tests.making import make_agency
from tests.tenancy.planting import insert, keys, plant, rows, tables_of_agencies

pytestmark = pytest.mark.django_db


def points_across(table: str, column: str, parent: str) -> bool:
    """Whether the owner of all tables can make a row of one agency that points at another agency's."""
    own, other = make_agency(f"Own {table} {column}").pk, make_agency(f"Other {table} {column}").pk
    foreign = plant(parent, other)
    try:
        with transaction.atomic():
            plant(table, own, {column: foreign})
    except IntegrityError as error:
        return not isinstance(error.__cause__, ForeignKeyViolation)
    return True


def test_every_foreign_key_refuses_another_agencys_row() -> None:
    assert len(keys()) >= 23
    across = [key for key in keys() if points_across(key.table, key.column, key.parent)]
    assert not across


def test_every_foreign_key_accepts_a_row_of_the_same_agency() -> None:
    agency = make_agency().pk
    for key in keys():
        plant(key.table, agency, {key.column: plant(key.parent, agency)})


def test_no_row_belongs_to_an_agency_that_does_not_exist() -> None:
    for table in tables_of_agencies():
        given = {key.column: 1 for key in keys() if key.table == table}
        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
            plant(table, 987_654_321, given)


def test_the_same_natural_key_may_be_used_by_two_agencies() -> None:
    one, two = make_agency("One").pk, make_agency("Two").pk
    for agency in (one, two):
        insert("bookings_portal", {"agency_id": agency, "name": "Airbnb", "tags": "{}", "is_excluded": False,
                                   "created_at": "2026-06-01T12:00Z"})  # fmt: skip
    assert rows("SELECT count(*) FROM bookings_portal WHERE name = 'Airbnb'") == [(2,)]
