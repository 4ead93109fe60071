import json

import pytest

from hospes.bookings.facts import Origin, PersonFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.engine.change_solutions import change_solutions
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.insight.cells import cell
from hospes.insight.count_figures import count_figures
from hospes.insight.export_bookings import export_bookings
from hospes.insight.export_messages import export_messages
from hospes.insight.export_tasks import export_tasks
from hospes.insight.measure_health import measure_health
from hospes.kit.errors import Malformed
from tests.engine.written import confirmation
from tests.making import NOW, make_agency, make_facts


def sent_confirmation() -> int:
    """An agency whose one booking was confirmed to the guest; returns the agency's id."""
    agency = make_agency()
    change_solutions(agency.id, confirmation(late="send_now", minutes_saved=4), now=NOW, by="test")
    take_in_bookings(
        agency.id,
        [make_facts("B1", guest=PersonFacts(name="=Anna", email="anna@example.com", language="en"))],
        now=NOW,
        origin=Origin.LIVE,
    )
    later = NOW.replace(minute=5)
    execute_tasks(now=later, agency_id=agency.id)
    fill_outbox(now=later, agency_id=agency.id)
    return agency.id


@pytest.mark.django_db
def test_tasks_are_exported_with_the_fixed_columns() -> None:
    header, row = export_tasks(sent_confirmation())
    assert header == (
        "id,solution,booking,occurrence,due_at,planned_local,state,reason,deadline,executed_at,solution_version\n"
    )
    assert row.split(",")[1:] == [
        "Confirmation", "B1", "1", "2026-05-01T08:02:00Z", "2026-05-01T10:00", "done", "",
        "2026-06-12T13:00:00Z", "2026-05-01T08:05:00Z", "1\n",
    ]  # fmt: skip


@pytest.mark.django_db
def test_messages_are_exported_for_programs() -> None:
    (line,) = export_messages(sent_confirmation(), form="jsonl")
    message = json.loads(line)
    assert list(message) == [
        "id", "task", "solution", "booking", "to_role", "to", "channel", "provider", "template", "language",
        "subject", "text", "parts", "credits", "state", "reason", "queued_at", "sent_at", "delivered_at",
        "attempts",
    ]  # fmt: skip
    assert (message["solution"], message["booking"], message["to_role"], message["to"]) == (
        "Confirmation",
        "B1",
        "guest",
        "anna@example.com",
    )
    assert (message["subject"], message["state"], message["sent_at"]) == (
        "Your booking B1",
        "sent",
        "2026-05-01T08:05:00Z",
    )


@pytest.mark.django_db
def test_bookings_are_exported_in_the_canonical_columns_without_formulas() -> None:
    header, row = export_bookings(sent_confirmation())
    values = dict(zip(header.strip().split(","), row.rstrip("\n").split(","), strict=True))
    assert (values["reference"], values["status"], values["arrival"], values["departure"]) == (
        "B1",
        "confirmed",
        "2026-06-12",
        "2026-06-19",
    )
    assert values["guest_name"] == "'=Anna"


@pytest.mark.django_db
def test_only_what_is_due_since_an_instant_is_exported() -> None:
    agency_id = sent_confirmation()
    assert len(list(export_tasks(agency_id, since=NOW))) == 2
    assert len(list(export_tasks(agency_id, since=NOW.replace(hour=9)))) == 1


def test_another_format_is_refused() -> None:
    with pytest.raises(Malformed, match="“xml” is no format: use csv or jsonl"):
        export_tasks(1, form="xml")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("+34 600 000 000", "+34 600 000 000"),
        ("-12.50", "-12.50"),
        (("a", "b"), "a|b"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula(value: object, written: str) -> None:
    assert cell(value) == written


@pytest.mark.django_db
def test_s33_time_saved_counts_messages_that_left_by_themselves() -> None:
    figures = count_figures(sent_confirmation())
    assert (figures.tasks, figures.messages, figures.active_solutions) == ({"done": 1}, {"sent": 1}, 1)
    assert figures.minutes_saved == 4


@pytest.mark.django_db
def test_health_tells_what_is_late() -> None:
    agency = make_agency()
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    assert measure_health(now=NOW).faults() == []
    late = measure_health(now=NOW.replace(minute=4))
    assert (late.due_tasks, late.task_delay.total_seconds()) == (1, 120)
    assert late.faults() == ["1 tasks are due and not executed: is a worker running?"]
