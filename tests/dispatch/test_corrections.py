"""What a message said is not so any more: its reader is told, once, and only while it matters."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.models import Booking
from hospes.bookings.save_properties import PropertyFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.change_places import change_properties
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.kit.errors import Conflict
from hospes.planning.explain_booking import explain_booking
from hospes.planning.hold_task import release_task, skip_task
from hospes.planning.models import Task
from tests.making import NOW, make_agency, make_facts, make_solution, make_template

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)  # 15:00 in Madrid, the day before arrival
LATER = DUE + timedelta(hours=1)
SETTLED = LATER + timedelta(minutes=10)
WORDS: dict[str, Any] = {
    "en": {
        "subject": "Your stay",
        "text": "{{ property.address }}, from {{ property.check_in }}, {{ booking.arrival }},"
        " {{ booking.balance }}",
    },
    "de": {
        "subject": "Ihr Aufenthalt",
        "text": "{{ property.address }}, ab {{ property.check_in }}, {{ booking.arrival }},"
        " {{ booking.balance }}",
    },
}
OLD, NEW = "Carrer de Mar 1", "Passeig 4"


def told(corrections: str = "send", *, facts: BookingFacts | None = None, **solution: Any) -> Agency:
    """An agency that has told its guest where, when and how much, the day before arrival."""
    agency = make_agency()
    make_template(agency, **WORDS)
    make_solution(agency, corrections=corrections, **solution)
    change_properties(agency.id, [PropertyFacts("Casa Mar", address=OLD)], groups={}, now=NOW, by="Marta")
    take_in_bookings(agency.id, [facts or make_facts()], now=NOW, origin=Origin.LIVE)
    execute_tasks(now=DUE)
    return agency


def move_house(agency: Agency, address: str = NEW, *, now: datetime = LATER, **more: Any) -> None:
    facts = [PropertyFacts("Casa Mar", address=address, **more)]
    change_properties(agency.id, facts, groups={}, now=now, by="Marta")


def change(agency: Agency, *, now: datetime = LATER, **facts: Any) -> None:
    take_in_bookings(agency.id, [make_facts(version_at=now, **facts)], now=now, origin=Origin.LIVE)


def corrections() -> list[tuple[str, str]]:
    tasks = Task.objects.filter(corrects__isnull=False).order_by("id")
    return list(tasks.values_list("state", "reason"))


def correction() -> Message:
    return Message.objects.get(purpose="correction")


def test_a_new_address_is_told_to_who_got_the_old_one() -> None:
    agency = told()
    move_house(agency)
    execute_tasks(now=SETTLED)

    message = correction()
    assert (message.subject, message.to_address) == ("Correction: Casa Mar, B1", "guest-b1@example.com")
    assert "Address: Carrer de Mar 1 → Passeig 4" in message.text
    assert "Check-in" not in message.text
    assert message.corrects == Message.objects.exclude(purpose="correction").get().id
    assert message.quoted == {"property.address": "Passeig 4", "property.name": "Casa Mar"}


def test_the_task_is_one_behind_the_ten_thousandth() -> None:
    move_house(told())

    task = Task.objects.get(corrects__isnull=False)
    assert (task.occurrence, task.state, task.due_at) == (10_001, "planned", SETTLED)
    assert task.deadline == datetime(2026, 6, 12, 13, 0, tzinfo=UTC)
    assert task.details is not None
    assert task.details["changes"] == {"property.address": [OLD, NEW]}


def test_by_default_nothing_is_corrected() -> None:
    move_house(told("none"))
    assert corrections() == []


def test_a_prepared_correction_waits_for_a_person() -> None:
    agency = told("prepare")
    move_house(agency)
    assert corrections() == [("held", "prepared")]
    assert execute_tasks(now=SETTLED).messages == 0

    task = Task.objects.get(corrects__isnull=False)
    release_task(agency.id, task.id, now=SETTLED, by="Marta")
    assert execute_tasks(now=SETTLED).messages == 1
    assert "Passeig 4" in correction().text


def test_a_prepared_correction_expires_with_its_message() -> None:
    move_house(told("prepare"))
    execute_tasks(now=datetime(2026, 6, 12, 13, 0, tzinfo=UTC))
    assert corrections() == [("expired", "deadline")]


def test_what_was_skipped_is_not_proposed_again() -> None:
    agency = told("prepare")
    move_house(agency)
    skip_task(agency.id, Task.objects.get(corrects__isnull=False).id, now=LATER)
    change(agency, notes="Late arrival")
    assert corrections() == [("skipped", "by_person")]
    move_house(agency, "Rambla 9")
    assert corrections() == [("skipped", "by_person"), ("held", "prepared")]


def test_several_changes_become_one_correction_once_they_have_settled() -> None:
    agency = told()
    move_house(agency)
    move_house(agency, check_in=time(17), now=LATER + timedelta(minutes=5))
    assert Task.objects.get(corrects__isnull=False).due_at == LATER + timedelta(minutes=15)
    execute_tasks(now=SETTLED)
    assert not Message.objects.filter(purpose="correction").exists()
    execute_tasks(now=LATER + timedelta(minutes=15))

    text = correction().text
    assert "Address: Carrer de Mar 1 → Passeig 4" in text
    assert "Check-in from: 15:00 → 17:00" in text


def test_what_is_changed_back_in_time_needs_no_correction() -> None:
    agency = told()
    move_house(agency)
    move_house(agency, OLD, now=LATER + timedelta(minutes=5))
    assert corrections() == [("withdrawn", "moved_back")]
    assert execute_tasks(now=LATER + timedelta(minutes=20)).messages == 0
    move_house(agency, now=LATER + timedelta(minutes=30))
    assert corrections() == [("withdrawn", "moved_back"), ("planned", "")]


def test_a_correction_can_be_corrected() -> None:
    agency = told()
    for minutes, address in ((0, NEW), (30, OLD), (60, NEW)):
        move_house(agency, address, now=LATER + timedelta(minutes=minutes))
        execute_tasks(now=SETTLED + timedelta(minutes=minutes))
    texts = Message.objects.filter(purpose="correction").order_by("id").values_list("text", flat=True)
    assert [f"{OLD} → {NEW}" in text for text in texts] == [True, False, True]


def test_the_same_change_again_writes_nothing() -> None:
    agency = told()
    move_house(agency)
    before = Task.objects.get(corrects__isnull=False).changed_at
    change(agency, notes="Late arrival", now=LATER + timedelta(minutes=3))
    task = Task.objects.get(corrects__isnull=False)
    assert (task.changed_at, task.due_at) == (before, SETTLED)


def test_an_amount_is_corrected_when_the_price_changes_and_not_when_it_is_paid() -> None:
    agency = told(facts=make_facts(total=Decimal(840)))
    change(agency, total=Decimal(840), paid=Decimal(100))
    assert corrections() == []
    change(agency, total=Decimal(900), paid=Decimal(100), now=LATER + timedelta(minutes=1))
    execute_tasks(now=LATER + timedelta(minutes=11))
    assert "Still to pay: €840.00 → €800.00" in correction().text


def test_new_dates_are_corrected_where_nobody_tells_of_the_move() -> None:
    agency = told(purpose="confirmation")  # never said again by itself (S12)
    change(agency, arrival=date(2026, 6, 13), departure=date(2026, 6, 19))
    execute_tasks(now=SETTLED)
    assert "Arrival: 12 June 2026 → 13 June 2026" in correction().text


def test_a_message_about_the_move_makes_the_correction_needless() -> None:
    agency = told()
    moved = {"anchor": "event:moved", "offset": 0, "unit": "minutes"}
    make_solution(agency, "Moved", trigger=moved, purpose="move")
    change(agency, arrival=date(2026, 6, 13), departure=date(2026, 6, 19))
    assert corrections() == []
    execute_tasks(now=SETTLED + timedelta(minutes=5))
    change(
        agency,
        arrival=date(2026, 6, 13),
        departure=date(2026, 6, 19),
        notes="-",
        now=SETTLED + timedelta(minutes=9),
    )
    assert corrections() == []


def test_what_is_said_anew_after_a_move_is_not_corrected_as_well() -> None:
    agency = told(recipe="instructions")
    change(agency, arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    move_house(agency, now=SETTLED)
    assert corrections() == []


def test_a_cancelled_booking_and_a_stay_that_is_over_are_not_corrected() -> None:
    agency = told(recipe="instructions")
    move_house(agency, now=datetime(2026, 6, 19, 9, 0, tzinfo=UTC))
    assert corrections() == []
    move_house(agency, "Rambla 9")
    change(agency, status="cancelled")
    assert corrections() == [("withdrawn", "cancelled")]


def test_nothing_is_corrected_after_the_deadline_of_the_message() -> None:
    agency = told()  # an arrival message matters until check-in
    move_house(agency, now=datetime(2026, 6, 12, 13, 0, tzinfo=UTC))
    assert corrections() == []


def test_tests_and_messages_that_never_arrived_are_not_corrected() -> None:
    agency = told()
    Message.objects.update(is_test=True)
    move_house(agency)
    Message.objects.update(is_test=False, state="undelivered")
    move_house(agency, "Rambla 9")
    assert corrections() == []


def test_everybody_who_read_it_gets_their_own_correction() -> None:
    line = {"template": "welcome", "channels": ["email"], "cc": ["office@example.com"]}
    agency = told(notifications=[{**line, "to": "guest"}, {**line, "to": "owner"}])
    move_house(agency)
    execute_tasks(now=SETTLED)
    execute_tasks(now=SETTLED + timedelta(minutes=2))  # one after the other (S21)
    sent = Message.objects.filter(purpose="correction").values_list("to_address", "cc")
    assert sorted(sent) == [("guest-b1@example.com", []), ("marta@example.com", [])]


def test_many_corrections_at_once_must_be_confirmed_with_their_number() -> None:
    agency = told()
    change_agency(agency.id, blast_limit=0)
    with pytest.raises(Conflict, match="send 1 messages at once"):
        move_house(agency)
    assert corrections() == []


def test_a_correction_is_among_the_occurrences_that_are_explained() -> None:
    agency = told("prepare")
    move_house(agency)
    (explained,) = explain_booking(agency.id, Booking.objects.get().id, now=LATER)
    found = [(one.occurrence, one.state, one.reason) for one in explained.occurrences]
    assert found == [(1, "done", ""), (10_001, "held", "prepared")]


def test_a_template_named_correction_replaces_the_built_in_words() -> None:
    agency = told()
    own = {"subject": "Oops", "text": "{% for line in correction.changes %}{{ line }}{% endfor %}"}
    make_template(agency, "correction", en=own, de={**own, "subject": "Hoppla"})
    move_house(agency)
    execute_tasks(now=SETTLED)
    assert (correction().subject, correction().text) == ("Oops", "Address: Carrer de Mar 1 → Passeig 4")


def test_the_correction_speaks_the_language_of_what_it_corrects() -> None:
    agency = told()
    Message.objects.update(language="de", quoted={"property.address": OLD})
    move_house(agency)
    execute_tasks(now=SETTLED)
    assert correction().subject == "Korrektur: Casa Mar, B1"
    assert "Adresse: Carrer de Mar 1 → Passeig 4" in correction().text
