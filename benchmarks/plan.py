"""B1 and B2: plan 50,000 bookings × 3 solutions from nothing, and once more unchanged."""
# ruff: noqa: E501 — rows of SQL stay readable

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from benchmarks.bench import Measured, side_by_side
from hospes.agencies.create_agencies import create_agency
from hospes.content.save_templates import save_templates
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.save_solutions import save_solutions

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
ROUNDS = 5
RULES = (
    ("Booking confirmation", "confirmation", {"anchor": "booked", "offset": 0, "unit": "minutes"}),
    (
        "Arrival instructions",
        "arrival_info",
        {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"},
    ),
    ("Payment reminder", "payment", {"anchor": "arrival", "offset": -14, "unit": "days", "at": "10:00"}),
)
COLUMNS = (
    "agency_id, solution_id, booking_id, occurrence, event_id, state, reason, planned_at, due_at, deadline, "
    "eligible_at, zone, anchor_on, is_late, is_pinned, solution_version, changed_at"
)
PORTALS = """
    INSERT INTO bookings_portal (agency_id, name, tags, is_excluded, created_at)
    SELECT %(agency)s, 'P' || g, '{}', false, %(now)s
    FROM generate_series(1, 4) g"""
PEOPLE = """
    INSERT INTO bookings_person (agency_id, key, address_key, name, email, phone, raw_email, raw_phone,
                                 language, country, timezone, tags, created_at)
    SELECT %(agency)s, 'g' || g, 'g' || g, 'Guest', 'g' || g || '@example.com', '', '', '', 'en', '', '',
           '{}', %(now)s
    FROM generate_series(1, %(n)s) g"""
PROPERTIES = """
    INSERT INTO bookings_property (agency_id, name, timezone, check_in, check_out, tags, language, city, country,
                                   address,
                                   instructions, texts, created_at)
    SELECT %(agency)s, 'House ' || g, '', '15:00', '11:00', '{}', '', '', '', '', '', '{}', %(now)s
    FROM generate_series(1, 40) g"""
BOOKINGS = """
    INSERT INTO bookings_booking (agency_id, portal_id, reference, property_id, guest_id, status,
        status_at, cancelled_by, booked_at, received_at, version_at, is_imported, arrival, departure, adults,
        children, total, paid, currency, payment_method, language, tags, notes, custom, sends_email, sends_sms)
    SELECT %(agency)s, o.first + g %% 4, 'R' || g, p.first + g %% 40, w.first + g - 1, 'confirmed', %(now)s, '',
           %(now)s::timestamptz - interval '30 minutes', %(now)s, %(now)s, false, date '2026-06-01' + g %% 300,
           date '2026-06-04' + g %% 300, 2, 0, 100, 0, 'EUR', '', '', '{}', '', '{}', true, true
    FROM generate_series(1, %(n)s) g,
         (SELECT min(id) AS first FROM bookings_portal WHERE agency_id = %(agency)s) o,
         (SELECT min(id) AS first FROM bookings_property WHERE agency_id = %(agency)s) p,
         (SELECT min(id) AS first FROM bookings_person WHERE agency_id = %(agency)s) w"""


def make_bookings(name: str, n: int) -> int:
    """An agency with three solutions and n bookings, written by plain SQL; returns its id."""
    agency = create_agency(name, timezone="Europe/Madrid", currency="EUR", languages=["en"], now=NOW)
    save_templates(agency.pk, [{"name": "words", "versions": {"en": {"text": "Hello"}}}], now=NOW)
    save_solutions(agency.pk, [solution(*rule) for rule in RULES], now=NOW, by="bench")
    with connection.cursor() as cursor:
        for statement in (PORTALS, PEOPLE, PROPERTIES, BOOKINGS):
            cursor.execute(statement, {"agency": agency.pk, "n": n, "now": NOW})
        cursor.execute("ANALYZE")
    return int(agency.pk)


def solution(name: str, purpose: str, trigger: dict[str, Any]) -> dict[str, Any]:
    """A solution as written, for every booking."""
    return {
        "name": name,
        "purpose": purpose,
        "trigger": trigger,
        "applies_to": "existing",
        "quiet_hours": "none",
        "notifications": [{"to": "guest", "template": "words", "channels": ["email"]}],
    }


def execute(*statements: str) -> None:
    """Run statements one by one."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run(scale: float) -> list[Measured]:
    """Baseline, B1 and B2 in turn, several rounds."""
    n = max(100, int(50_000 * scale))
    agency_id = make_bookings("Plan", n)
    tasks = plan_tasks(agency_id, now=NOW).added
    execute("CREATE TABLE ready AS SELECT * FROM planning_task", "ANALYZE ready")

    def empty() -> None:
        execute("TRUNCATE planning_task CASCADE", "VACUUM ANALYZE planning_task")

    def insert() -> None:
        with transaction.atomic():
            execute(f"INSERT INTO planning_task ({COLUMNS}) SELECT {COLUMNS} FROM ready")

    def plan() -> None:
        plan_tasks(agency_id, now=NOW)

    found = side_by_side(
        ROUNDS,
        ("insert the same rows", insert, empty),
        ("B1 plan", plan, empty),
        ("B2 replan", plan, lambda: execute("VACUUM ANALYZE planning_task")),
    )
    return [
        Measured("insert the same rows", tasks, found["insert the same rows"]),
        Measured("B1 plan", tasks, found["B1 plan"], "insert the same rows", "≤ 1.5 ×, ≤ 12 µs"),
        Measured("B2 replan", tasks, found["B2 replan"], "B1 plan", "≤ 0.7 ×"),
    ]
