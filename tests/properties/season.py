"""A small agency for state machines: solutions that get in each other's way, and bookings by number."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.engine.change_solutions import change_solutions
from tests.making import make_agency

FIRST_DAY = date(2026, 5, 4)
BEGIN = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def solution(name: str, trigger: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One solution that writes to the guest of a confirmed booking."""
    return {
        "name": name,
        "recipe": "free",
        "kind": "transactional",
        "trigger": trigger,
        "applies_to": "existing",
        "conditions": {"statuses": ["confirmed"]},
        "notifications": [{"to": "guest", "template": "words", "channels": ["email"]}],
        **more,
    }


GUEST = {"to": "guest", "template": "words", "channels": ["email"]}
OWNER = {"to": "owner", "template": "words", "channels": ["email"]}
VIPS = {"statuses": ["confirmed"], "tags": {"bookings": ["VIP"]}}
SOLUTIONS: tuple[dict[str, Any], ...] = (
    solution("Confirmation", {"anchor": "booked", "offset": 0, "unit": "minutes"}, purpose="confirmation"),
    solution(
        "Way in",
        {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"},
        recipe="instructions",
        purpose="arrival_info",
    ),
    solution(
        "Way in for VIPs",
        {"anchor": "arrival", "offset": -1, "unit": "days", "at": "10:00"},
        recipe="instructions",
        purpose="arrival_info",
        conditions=VIPS,
    ),
    solution("Soon", {"anchor": "arrival", "offset": -2, "unit": "hours"}, notifications=[GUEST, OWNER]),
    solution(
        "Please pay",
        {"anchor": "booked", "offset": 1, "unit": "days"},
        recipe="pending_payment",
        repeat={"every_days": 1, "times": 3},
        conditions={"statuses": ["confirmed"], "payment": "unsettled"},
    ),
    solution("Thanks", {"anchor": "departure", "offset": 1, "unit": "days", "at": "11:00"}, kind="service"),
    solution("Moved", {"anchor": "event:moved", "offset": 0, "unit": "minutes"}),
    solution(
        "Cancelled",
        {"anchor": "event:cancelled", "offset": 0, "unit": "minutes"},
        conditions={"statuses": ["cancelled"]},
    ),
)
CONFIRMED_ONLY = tuple(one["name"] for one in SOLUTIONS if one["conditions"]["statuses"] == ["confirmed"])


def open_agency(name: str) -> Agency:
    """An agency with the eight solutions, switched on at BEGIN."""
    agency = make_agency(name, now=BEGIN - timedelta(days=1))
    words = {
        "name": "words",
        "versions": {"en": {"subject": "About your stay", "text": "Dear guest, hello."}},
    }
    change_solutions(agency.pk, {"templates": [words], "solutions": list(SOLUTIONS)}, now=BEGIN, by="test")
    return agency


def facts_of(reference: str, number: int, *, booked_at: datetime) -> BookingFacts:
    """One of twelve versions of a booking: dates, guest, tags, status and money follow from the number."""
    arrival = FIRST_DAY + timedelta(days=1 + number % 6)
    guest = ("ana@example.com", "bo@example.com")[number % 2]
    return BookingFacts(
        reference=reference,
        portal="Web",
        property="Casa Mar",
        status=("confirmed", "confirmed", "confirmed", "cancelled", "pending")[number % 5],
        booked_at=min(booked_at, BEGIN + timedelta(hours=int(reference[1:]))),
        arrival=arrival,
        departure=arrival + timedelta(days=1 + number % 3),
        guest=PersonFacts(name="Ana Bo", email=guest, language="en"),
        owner=PersonFacts(name="Marta Puig", email="marta@example.com"),
        currency="EUR",
        total=Decimal(300),
        tags=("VIP",) if number % 4 == 0 else (),
    )
