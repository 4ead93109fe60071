"""`forecast_messages`: what goes in the next days, with parts and credits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Booking
from hospes.channels.models import Connection
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.insight.forecast_messages import Forecasted, forecast_messages
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Hello", "text": "See you soon", "sms": "See you on {{ booking.arrival }}"}
SOON = {"anchor": "booked", "offset": 2, "unit": "days", "at": "10:00"}


def make_world(words: dict[str, str] | None = None, **rule: Any) -> Agency:
    """An agency that writes SMS two days after the booking, and a guest with a number."""
    agency = make_agency()
    make_template(agency, en=words or WORDS)
    Connection.objects.create(
        agency_id=agency.pk, channel="sms", name="SMS", provider="outbox", settings={}, created_at=NOW
    )
    line = {"to": "guest", "template": "welcome", "channels": ["sms"]}
    make_solution(agency, **{"trigger": SOON, "notifications": [line], **rule})
    return agency


def book(agency: Agency, *references: str, phone: str = "+34600000001") -> None:
    guest = PersonFacts(name="Anna Keller", email="anna@example.com", phone=phone, language="en")
    take_in(agency, *(make_facts(reference, guest=guest) for reference in references))


def forecast(agency: Agency, days: int = 14) -> list[Forecasted]:
    return forecast_messages(agency.pk, now=NOW, days=days)


def test_messages_are_counted_by_day_solution_and_channel_with_their_credits() -> None:
    agency = make_world()
    book(agency, "B1", "B2")
    assert forecast(agency) == [Forecasted(date(2026, 5, 3), "Welcome", "sms", 2, 2, 2)]


def test_a_long_sms_counts_all_its_parts() -> None:
    agency = make_world({**WORDS, "sms": "See you soon. " * 20})
    book(agency, "B1", "B2")
    assert forecast(agency) == [Forecasted(date(2026, 5, 3), "Welcome", "sms", 2, 4, 4)]


def test_email_costs_no_credits() -> None:
    agency = make_world(notifications=[{"to": "guest", "template": "welcome", "channels": ["email"]}])
    book(agency, "B1")
    assert forecast(agency) == [Forecasted(date(2026, 5, 3), "Welcome", "email", 1, 1, 0)]


def test_S26_who_has_no_number_is_forecast_on_the_next_channel() -> None:
    agency = make_world(notifications=[{"to": "guest", "template": "welcome", "channels": ["sms", "email"]}])
    book(agency, "B1", phone="")
    assert [row.channel for row in forecast(agency)] == ["email"]


def test_what_is_due_after_the_window_is_left_out() -> None:
    agency = make_world()
    book(agency, "B1")
    assert forecast(agency, days=2) == []
    assert len(forecast(agency, days=3)) == 1


def test_what_waits_for_a_person_is_left_out() -> None:
    agency = make_world(mode="prepare")
    book(agency, "B1")
    assert forecast(agency) == []


def test_S34_what_goes_to_a_tester_is_left_out() -> None:
    agency = make_world(sandbox=True)
    book(agency, "B1")
    assert forecast(agency) == []


def test_the_forecast_is_what_is_then_sent() -> None:
    agency = make_world({**WORDS, "sms": "Dear {{ guest.name }}, " + "we look forward. " * 12})
    book(agency, "B1", "B2")
    rows = forecast(agency)
    execute_tasks(now=NOW + timedelta(days=2, hours=1))
    execute_tasks(now=NOW + timedelta(days=2, hours=2))
    sent = Message.objects.filter(channel="sms")
    assert sum(row.messages for row in rows) == sent.count() == 2
    assert sum(row.parts for row in rows) == sum(sent.values_list("parts", flat=True))


def test_what_names_a_code_is_counted_only_when_its_booking_is_paid() -> None:
    agency = make_world({"subject": "Code", "sms": "The code is {{ property.secrets.door_code }}."})
    book(agency, "B1")
    Booking.objects.values("id").update(arrival=date(2026, 5, 5), total=90, paid=0)
    assert forecast(agency) == []
    Booking.objects.values("id").update(paid=F("total"))
    assert sum(row.messages for row in forecast(agency)) == 1
