"""Agencies with tasks and messages to look at."""

from datetime import UTC, datetime

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
ENGLISH = {
    "subject": "Hello {{ guest.first_name }}",
    "text": "Dear {{ guest.first_name }}, see you soon.",
    "html": '<p style="color: #0b5d66">Dear {{ guest.first_name }}, see you soon.</p>',
}


def make_tasks(*references: str, name: str = "Costa Blava") -> Agency:
    """An agency with one planned task for each booking."""
    agency = make_agency(name)
    make_template(agency, en=ENGLISH)
    make_solution(agency)
    take_in(agency, *(make_facts(reference) for reference in references))
    return agency


def make_sent(*references: str, name: str = "Costa Blava") -> Agency:
    """An agency whose tasks were executed and whose messages are in the outbox."""
    agency = make_tasks(*references, name=name)
    execute_tasks(now=DUE, agency_id=agency.id)
    fill_outbox(now=DUE, agency_id=agency.id)
    return agency


def take_in_named(agency: Agency, reference: str, name: str) -> None:
    """One more booking, of a guest with this name."""
    take_in(
        agency, make_facts(reference, guest=PersonFacts(name=name, email=f"{reference.lower()}@example.com"))
    )


def task_of(agency: Agency, reference: str) -> Task:
    return Task.objects.get(agency=agency, booking__reference=reference)


def message_of(agency: Agency, reference: str) -> Message:
    return Message.objects.get(agency=agency, booking__reference=reference)
