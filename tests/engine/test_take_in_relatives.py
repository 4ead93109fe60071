"""Bookings of one guest are planned from the facts of all of them, also when two change at once."""

from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from hospes.bookings.facts import Origin, PersonFacts
from hospes.engine.take_in_bookings import take_in_bookings
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db(transaction=True)
ANNA = PersonFacts(name="Anna Keller", email="anna@example.com", language="en")


def test_the_other_bookings_of_the_guest_stay_locked_until_the_plan_is_committed() -> None:
    agency = make_agency("Relatives")
    first = make_facts("A", guest=ANNA)
    second = make_facts("B", guest=ANNA, arrival=date(2026, 9, 1), departure=date(2026, 9, 8))
    take_in_bookings(agency.pk, [first, second], now=NOW, origin=Origin.LIVE)
    moved = replace(first, departure=first.departure + timedelta(days=1))

    with transaction.atomic():
        take_in_bookings(agency.pk, [moved], now=NOW + timedelta(hours=1), origin=Origin.LIVE)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            lock_elsewhere("B")
    lock_elsewhere("B")


def lock_elsewhere(reference: str) -> None:
    """Lock a booking on another connection, or fail at once."""
    statement = "SELECT id FROM bookings_booking WHERE reference = %s FOR NO KEY UPDATE NOWAIT"
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute(statement, [reference])
