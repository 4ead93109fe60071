"""Planning a few bookings reads a few rows, however many there are and whatever the statistics say."""
# ruff: noqa: E501 — rows of SQL stay readable

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from psycopg import ClientCursor

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking
from hospes.planning.models import Task
from hospes.planning.plan_tasks import plan_parameters, plan_tasks
from tests.making import NOW, make_agency, make_facts, take_in
from tests.planning.making import save_rules

pytestmark = pytest.mark.django_db

MANY = 3_000
PEOPLE = """
    INSERT INTO bookings_person (agency_id, key, address_key, name, email, phone, raw_email, raw_phone, language, country,
                                 timezone, tags, created_at)
    SELECT agency_id, 'g' || n, 'g' || n, name, email, phone, raw_email, raw_phone, language, country, timezone, tags, created_at
    FROM bookings_person, generate_series(1, %(many)s) n WHERE id = %(guest)s RETURNING id"""
BOOKINGS = """
    INSERT INTO bookings_booking (agency_id, portal_id, reference, property_id, guest_id, status, status_at, cancelled_by,
        booked_at, received_at, version_at, is_imported, arrival, departure, adults, children, total, paid, currency,
        payment_method, language, tags, notes, custom, sends_email, sends_sms)
    SELECT agency_id, portal_id, 'R' || n, property_id, (%(guests)s::bigint[])[n], status, status_at, cancelled_by, booked_at,
           received_at, version_at, is_imported, arrival + n %% 300, departure + n %% 300, adults, children, total, paid, currency,
           payment_method, language, tags, notes, custom, sends_email, sends_sms
    FROM bookings_booking, generate_series(1, %(many)s) n WHERE id = %(booking)s"""
RULES = (
    {"trigger": {"anchor": "booked", "offset": 0, "unit": "minutes"}},
    {"trigger": {"anchor": "arrival", "offset": -3, "unit": "days"}},
    {"trigger": {"anchor": "last_visit", "offset": 1, "unit": "months"}, "kind": "service"},
    {"trigger": {"anchor": "event:moved"}},
)


def crowd(agency: Agency) -> list[int]:
    """Thousands of bookings of as many guests; five of the bookings."""
    take_in(agency, make_facts())
    first = Booking.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"guest": first.guest_id, "many": MANY})
        guests = [row[0] for row in cursor.fetchall()]
        cursor.execute(BOOKINGS, {"guests": guests, "booking": first.pk, "many": MANY})
    return list(Booking.objects.order_by("-id").values_list("id", flat=True)[:5])


def rows_read(agency: Agency, ids: list[int]) -> int:
    """How many rows of tables the planner's statement touches for these bookings, as the session runs it."""
    values = {**plan_parameters(agency.pk, NOW), "bookings": ids}
    order = ("agency", "bookings", "solutions", "now", "edited", "switched_on_at", "zones")
    with connection.cursor() as cursor:
        (name,) = prepared()
        written = ClientCursor(connection.connection).mogrify(
            ", ".join(["%s"] * len(order)), [values[key] for key in order]
        )
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE {name} ({written})".replace("%", "%%"), ())
        found = cursor.fetchone()[0]
    plan = json.loads(found) if isinstance(found, str) else found
    return round(sum(touched(node) for node in nodes(plan[0]["Plan"])))


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every node of a plan."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def touched(node: Mapping[str, Any]) -> float:
    """Rows that a node reads from a table or an index, the ones it throws away included."""
    if "Scan" not in node["Node Type"] or not ("Relation Name" in node or "Index Name" in node):
        return 0
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node["Actual Rows"] + thrown + node.get("Index Searches", 1) - 1) * node["Actual Loops"])


def prepared() -> list[str]:
    """Names under which the session remembers the planner's statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'plan_tasks_%%'", ())
        return [row[0] for row in cursor.fetchall()]


def forget_plan() -> None:
    with connection.cursor() as cursor:
        for name in prepared():
            cursor.execute(f"DEALLOCATE {name}")


@pytest.mark.parametrize("statistics", ["of empty tables", "none", "fresh"])
def test_planning_five_bookings_of_thousands_reads_few_rows(statistics: str) -> None:
    forget_plan()
    agency = make_agency()
    save_rules(agency, *({"purpose": "news", **rule} for rule in RULES))
    ids = crowd(agency)
    plan_tasks(agency.pk, now=NOW)
    Task.objects.update(state="done")
    if statistics == "fresh":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    if statistics != "of empty tables":
        forget_plan()
    plan_tasks(agency.pk, now=NOW + timedelta(days=1), booking_ids=ids)
    assert rows_read(agency, ids) < 500
