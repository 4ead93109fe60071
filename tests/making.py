"""Makes small worlds for tests through the product's own verbs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hospes.agencies.create_agencies import create_agency
from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, PersonFacts

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def make_agency(name: str = "Costa Blava", **changes: Any) -> Agency:
    """An agency in Madrid that works in euros and English, created at NOW."""
    options = {"timezone": "Europe/Madrid", "currency": "EUR", "languages": ["en"], "now": NOW, **changes}
    return create_agency(name, **options)


def make_facts(reference: str = "B1", **changes: Any) -> BookingFacts:
    """A confirmed booking of a week from 12 June 2026, booked at NOW on the own web."""
    facts: dict[str, Any] = {
        "reference": reference,
        "portal": "Web",
        "property": "Casa Mar",
        "status": "confirmed",
        "booked_at": NOW,
        "arrival": date(2026, 6, 12),
        "departure": date(2026, 6, 12) + timedelta(days=7),
        "guest": PersonFacts(name="Anna Keller", email=f"guest-{reference.lower()}@example.com", language="en"),
        "owner": PersonFacts(name="Marta Puig", email="marta@example.com"),
        "currency": "EUR",
        **changes,
    }
    return BookingFacts(**facts)
