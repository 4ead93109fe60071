"""People are found by phone and e-mail without reading all that there are."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from hospes.agencies.models import Agency
from hospes.bookings.find_people import find_people_at
from hospes.bookings.models import Person
from hospes.kit.statements import load
from tests.making import NOW

MANY = 3_000
PHONE = "+34600000001"


def crowd(agency: Agency) -> Person:
    """Thousands of people, and one more."""
    Person.objects.bulk_create(
        Person(
            agency_id=agency.id, key=f"p{n}", phone=f"+346{n:08}", email=f"p{n}@example.com", created_at=NOW
        )
        for n in range(10, MANY)
    )
    anna = Person.objects.create(
        agency_id=agency.id, key="anna", phone=PHONE, email="Anna@example.com", created_at=NOW
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bookings_person")
    return anna


def plan_of(found: QuerySet[Person]) -> str:
    return found.explain()


def test_whoever_has_a_number_or_mailbox_is_found_in_any_case(agency: Agency) -> None:
    anna = crowd(agency)
    assert find_people_at(agency.id, "+34 600 000 001") == [anna]
    assert find_people_at(agency.id, "ANNA@example.com") == [anna]


def test_people_are_looked_up_by_index(agency: Agency) -> None:
    crowd(agency)
    people = Person.objects.filter(agency_id=agency.id)
    assert "upper" in plan_of(people.filter(email__iexact="anna@example.com")).lower()
    assert "Seq Scan" not in plan_of(people.filter(email__iexact="anna@example.com"))
    assert "Seq Scan" not in plan_of(people.filter(phone=PHONE))


def test_what_new_people_refuse_already_is_looked_up_by_index(agency: Agency) -> None:
    anna = crowd(agency)
    statement = load("hospes.bookings.inherit_refusals", "find_refusals")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", {"agency": agency.id, "people": [anna.id]})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on bookings_person" not in plan
