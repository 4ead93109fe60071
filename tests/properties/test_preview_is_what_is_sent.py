"""Property 8: a preview is what is sent: same words, same recipients, same files."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.bookings.models import Booking
from hospes.content.save_templates import save_templates
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Attachment, Message
from hospes.dispatch.try_solutions import Trial, try_solution
from hospes.planning.models import Solution
from hospes.planning.save_solutions import save_solutions
from tests.making import NOW, make_agency, make_facts, make_member, take_in

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
EXAMPLES = int(os.environ.get("HOSPES_EXAMPLES", "25"))
RUNS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
DUE = datetime(2026, 6, 9, 8, 0, tzinfo=UTC)
TESTER = "tester@example.com"
# Sentences that say what they know of the booking; the languages write dates and money each in its own way.
PHRASES = (
    "{{ guest.first_name }} {{ guest.name }}",
    "{{ booking.arrival }} – {{ booking.departure }}",
    "{{ booking.total }}",
    "{{ booking.nights }} {{ property.name }}",
    "{{ booking.balance }}",
    "{{ booking.arrival | days_until }}",
    "{{ recipient.name }} ({{ booking.reference }})",
)
NAMES = st.sampled_from(("Anna Keller", "José Ñuñez-Ruiz", "O'Brien", "Zoë <b>", "李 小龙", "A & B"))
LANGUAGES = st.sampled_from(("en", "de", "es", "pt-BR", "sk", ""))
SOME_PHRASES = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4)
FILES = st.lists(st.sampled_from(("calendar", "codes", "payment_qr")), max_size=3, unique=True)


def lines(files: list[str]) -> list[dict[str, Any]]:
    guest = {"to": "guest", "template": "words", "channels": ["email"], "attach": files}
    return [guest, {"to": "owner", "template": "words", "channels": ["email"]}]


def open_agency(phrases: list[str], files: list[str]) -> Agency:
    """An agency with one solution to guest and owner, three days before the arrival."""
    agency = make_agency(f"Preview {next(NUMBERS)}")
    make_member(agency, TESTER)
    bank = {"iban": "ES9121000418450200051332", "account_holder": "Costa Blava"}
    Agency.objects.filter(pk=agency.pk).update(email="stay@example.com", tester_email=TESTER, **bank)
    versions = {
        code: {"subject": f"{code} {phrases[0]}", "text": f"{code}: " + " · ".join(phrases)}
        for code in ("en", "de", "es", "pt")
    }
    save_templates(agency.pk, [{"name": "words", "versions": versions}], now=NOW)
    written: dict[str, Any] = {
        "name": "Preview",
        "category": "customers",
        "recipe": "free",
        "kind": "transactional",
        "active": True,
        "applies_to": "existing",
        "trigger": {"anchor": "arrival", "offset": -3, "unit": "days", "at": "10:00"},
        "conditions": {"statuses": ["confirmed"]},
        "notifications": lines(files),
    }
    save_solutions(agency.pk, [written], now=NOW, by="test")
    return agency


def booking(name: str, language: str, total: int, nights: int) -> BookingFacts:
    guest = PersonFacts(name=name, email="anna@example.com", language=language)
    return make_facts(
        arrival=date(2026, 6, 12),
        departure=date(2026, 6, 12) + timedelta(days=nights),
        guest=guest,
        total=Decimal(total),
        codes=("A1", "B2"),
    )


def files_of(message: Message) -> list[tuple[str, bytes]]:
    found = Attachment.objects.filter(agency_id=message.agency_id, message_id=message.pk)
    return sorted((one.name, without_attendee(bytes(one.content))) for one in found)


def without_attendee(content: bytes) -> bytes:
    """A calendar names whoever got it: the tester in a test."""
    if not content.startswith(b"BEGIN:VCALENDAR"):
        return content
    lines = content.replace(b"\r\n ", b"").split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith(b"ATTENDEE"))


def previewed(agency: Agency) -> set[tuple[Any, ...]]:
    """What the tester gets, without the marks of a test."""
    booking_id = Booking.objects.get(agency_id=agency.pk).pk
    solution_id = Solution.objects.get(agency_id=agency.pk).pk
    try_solution(agency.pk, Trial(booking_id, solution_id), now=DUE, by="me")
    return {
        (
            one.role,
            one.subject.removeprefix("[Test] "),
            one.text.split("\n\n", 1)[1],
            one.language,
            *files_of(one),
        )
        for one in Message.objects.filter(agency_id=agency.pk, is_test=True)
    }


def sent(agency: Agency) -> set[tuple[Any, ...]]:
    execute_tasks(now=DUE, agency_id=agency.pk)
    return {
        (one.role, one.subject, one.text, one.language, *files_of(one))
        for one in Message.objects.filter(agency_id=agency.pk, is_test=False)
    }


@given(NAMES, LANGUAGES, st.integers(0, 3000), st.integers(1, 20), SOME_PHRASES, FILES)
@RUNS
def test_a_test_says_what_the_guest_and_the_owner_are_told(
    name: str, language: str, total: int, nights: int, phrases: list[str], files: list[str]
) -> None:
    with transaction.atomic():
        agency = open_agency(phrases, files)
        take_in(agency, booking(name, language, total, nights))
        before = previewed(agency)
        assert {one[0] for one in before} == {"guest", "owner"}
        assert sent(agency) == before
        transaction.set_rollback(True)
