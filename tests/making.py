"""Makes small worlds for tests through the product's own verbs."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hospes.agencies.create_agencies import create_agency
from hospes.agencies.create_members import create_member
from hospes.agencies.models import Agency, Member
from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.bookings.receive_bookings import Received, receive_bookings
from hospes.content.save_templates import save_templates
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.save_solutions import Saved, save_solutions

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def make_agency(name: str = "Costa Blava", **changes: Any) -> Agency:
    """An agency in Madrid that works in euros and English, created at NOW."""
    options = {"timezone": "Europe/Madrid", "currency": "EUR", "languages": ["en"], "now": NOW, **changes}
    return create_agency(name, **options)


def make_member(agency: Agency, email: str = "staff@example.com", **changes: Any) -> Member:
    """Somebody of the agency's staff who cannot sign in."""
    return create_member(agency.id, email, **{"role": "staff", "password": "", "now": NOW, **changes})


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
        "guest": PersonFacts(
            name="Anna Keller", email=f"guest-{reference.lower()}@example.com", language="en"
        ),
        "owner": PersonFacts(name="Marta Puig", email="marta@example.com"),
        "currency": "EUR",
        **changes,
    }
    return BookingFacts(**facts)


def make_template(agency: Agency, name: str = "welcome", **versions: dict[str, str]) -> None:
    """A template with versions by language; English words with the guest's first name when none are given."""
    words = versions or {
        "en": {
            "subject": "Hello {{ guest.first_name }}",
            "text": "Dear {{ guest.first_name }}, see you soon.",
        }
    }
    save_templates(agency.id, [{"name": name, "versions": words}], now=NOW)


def make_solution(agency: Agency, name: str = "Welcome", **changes: Any) -> Saved:
    """An active solution: to the guest, a day before arrival at 15:00; `template` names its words."""
    line = {"to": "guest", "template": changes.pop("template", "welcome"), "channels": ["email"]}
    written = {
        "name": name,
        "category": "customers",
        "recipe": "free",
        "kind": "transactional",
        "active": True,
        "trigger": {"anchor": "arrival", "offset": -1, "unit": "days", "at": "15:00"},
        "applies_to": "existing",
        "notifications": [line],
        **changes,
    }
    return save_solutions(agency.id, [written], now=NOW, by="test")[0]


def take_in(agency: Agency, *facts: BookingFacts, now: datetime = NOW) -> list[Received]:
    """Receive bookings and plan their tasks, as the engine does."""
    received = receive_bookings(agency.id, facts, now=now, origin=Origin.LIVE)
    plan_tasks(agency.id, now=now, booking_ids=[one.booking_id for one in received if one.booking_id])
    return received
