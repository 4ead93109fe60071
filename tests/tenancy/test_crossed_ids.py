"""Another agency's ids, given to a verb or a reader, are ids of nothing, with row-level security away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.facts import PersonFacts
from hospes.bookings.find_bookings import find_booking
from hospes.bookings.forget_people import forget_person
from hospes.bookings.history import Happening
from hospes.bookings.models import Booking
from hospes.bookings.move_bookings import Dates, move_booking
from hospes.bookings.record_events import record_event
from hospes.bookings.record_payments import PaymentFacts, record_payment
from hospes.bookings.reinstate_bookings import reinstate_booking
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.insight.count_figures import count_figures
from hospes.insight.export_bookings import export_bookings
from hospes.insight.export_messages import export_messages
from hospes.insight.export_tasks import export_tasks
from hospes.insight.list_messages import count_messages, list_messages
from hospes.insight.list_tasks import count_tasks, list_tasks
from hospes.insight.message_detail import message_detail
from hospes.insight.pages import Choice
from hospes.insight.search_bookings import search_bookings
from hospes.insight.task_detail import task_detail
from hospes.kit.errors import NotFound
from hospes.planning.explain_booking import explain_booking
from hospes.planning.hold_task import hold_task, release_task, skip_task
from hospes.planning.models import Task
from hospes.planning.plan_solutions import plan_solutions
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from hospes.planning.run_task import retry_task, run_task_now
from hospes.planning.switch_solutions import delete_solution, switch_solution
from tests.making import NOW, make_agency, make_facts, make_solution, make_template, take_in
from tests.tenancy.planting import rows, tables_of_agencies

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)
CANARY = "Zuzana Kanáriková"
DATES = Dates(date(2026, 7, 1), date(2026, 7, 8))
PAYMENT = PaymentFacts("P1", Decimal(10), "EUR", NOW)
EVERYTHING = Choice(states=())


@dataclass(frozen=True)
class Crossing:
    """An agency, and the ids of another one's rows."""

    own: int
    other: int
    booking: int
    guest: int
    solution: int
    task: int
    message: int


@pytest.fixture
def crossing() -> Crossing:
    """Agency two has a booking that got its message and one that waits; agency one has one that waits."""
    own, other = make_agency("Costa Blava"), make_agency("Tatra Chalets")
    for agency in (own, other):
        make_template(agency)
        make_solution(agency)
    guest = PersonFacts(name=CANARY, email="canary@example.com")
    take_in(other, make_facts("SECRET-1", guest=guest))
    execute_tasks(now=DUE)
    fill_outbox(now=DUE)
    take_in(other, replace(make_facts("SECRET-2", guest=guest), arrival=date(2026, 6, 15)))
    take_in(own, make_facts("OWN-1"))
    task = Task.objects.get(agency_id=other.pk, state="planned")
    return Crossing(
        own.pk,
        other.pk,
        task.booking_id,
        Booking.objects.get(agency_id=other.pk, reference="SECRET-2").guest_id,
        task.solution_id,
        task.id,
        Message.objects.get(agency_id=other.pk).id,
    )


def contents(agency_id: int) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of an agency, with the transaction that wrote it."""
    return {
        table: rows(f"SELECT ctid, xmin, * FROM {table} WHERE agency_id = %s ORDER BY id", [agency_id])
        for table in tables_of_agencies()
    }


def at_noon(kind: str) -> Happening:
    return Happening(kind, NOW, {})


VERBS: dict[str, Callable[[Crossing], object]] = {
    "move": lambda x: move_booking(x.own, x.booking, DATES, now=NOW),
    "cancel": lambda x: cancel_booking(x.own, x.booking, now=NOW, by="guest"),
    "reinstate": lambda x: reinstate_booking(x.own, x.booking, now=NOW),
    "record payment": lambda x: record_payment(x.own, x.booking, PAYMENT, now=NOW),
    "record event": lambda x: record_event(x.own, x.booking, at_noon("payment_failed"), now=NOW),
    "forget": lambda x: forget_person(x.own, x.guest, now=NOW),
    "find": lambda x: find_booking(x.own, "SECRET-2"),
    "hold": lambda x: hold_task(x.own, x.task, now=NOW),
    "release": lambda x: release_task(x.own, x.task, now=NOW, by="me"),
    "skip": lambda x: skip_task(x.own, x.task, now=NOW),
    "run now": lambda x: run_task_now(x.own, x.task, now=NOW, by="me"),
    "retry": lambda x: retry_task(x.own, x.task, now=NOW, by="me"),
    "switch": lambda x: switch_solution(x.own, x.solution, on=False, now=NOW, by="me"),
    "delete": lambda x: delete_solution(x.own, x.solution, now=NOW, by="me"),
    "explain": lambda x: explain_booking(x.own, x.booking, now=NOW),
    "show task": lambda x: task_detail(x.own, x.task),
    "show message": lambda x: message_detail(x.own, x.message),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_finds_nothing_under_another_agencys_id_and_changes_nothing(
    crossing: Crossing, verb: str
) -> None:
    before = contents(crossing.other)
    with pytest.raises(NotFound):
        VERBS[verb](crossing)
    assert contents(crossing.other) == before


def test_planning_another_agencys_bookings_or_solutions_plans_nothing(crossing: Crossing) -> None:
    before = contents(crossing.own), contents(crossing.other)
    later = NOW + timedelta(days=1)
    assert plan_tasks(crossing.own, booking_ids=[crossing.booking], now=later) == PlanOutcome()
    assert plan_solutions(crossing.own, [crossing.solution], now=later) == PlanOutcome()
    assert (contents(crossing.own), contents(crossing.other)) == before


def test_executing_for_one_agency_leaves_the_others_tasks_alone(crossing: Crossing) -> None:
    before = contents(crossing.other)
    late = DUE + timedelta(days=4)
    execute_tasks(now=late, agency_id=crossing.own)
    fill_outbox(now=late, agency_id=crossing.own)
    assert contents(crossing.other) == before


def test_lists_counts_and_searches_know_the_own_agency_only(crossing: Crossing) -> None:
    whose = {row.task.agency_id for row in list_tasks(crossing.own, EVERYTHING).rows}
    whose |= {row.task.agency_id for row in list_tasks(crossing.own, EVERYTHING, is_next_first=True).rows}
    assert whose <= {crossing.own}
    assert not list_messages(crossing.own, EVERYTHING).rows
    assert not list_tasks(crossing.own, Choice((), solution_id=crossing.solution)).rows
    assert search_bookings(crossing.own, "Kanáriková") == search_bookings(crossing.own, "SECRET-1") == []
    assert sum(count_tasks(crossing.own).values()) == 1
    assert sum(count_messages(crossing.own).values()) == 0
    assert count_figures(crossing.own).messages.get("sent", 0) == 0


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("export", [export_bookings, export_tasks, export_messages])
def test_no_export_holds_another_agencys_words(crossing: Crossing, export: Any, form: str) -> None:
    assert "SECRET-1" in "".join(export(crossing.other, form=form))
    own = "".join(export(crossing.own, form=form))
    assert not [word for word in (CANARY, "SECRET", "canary@") if word in own]


def test_the_same_reference_in_two_agencies_is_two_bookings(crossing: Crossing) -> None:
    own = take_in(make_agency("Third"), make_facts("SECRET-1"))
    assert own[0].outcome == "created"
    assert Booking.objects.filter(reference="SECRET-1").values("id").count() == 2
