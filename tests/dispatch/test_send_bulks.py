"""A bulk message goes after its number was confirmed, in slices, and can be paused and stopped."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from hospes.agencies.models import Agency
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.forget_people import forget_person
from hospes.bookings.models import Booking, Person
from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.content.words import Words
from hospes.dispatch.bulk_filters import BookingFilter
from hospes.dispatch.confirm_bulks import confirm_bulk, discard_bulk
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.find_bulks import find_bulk, list_bulks, progress_of
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Bulk, BulkRecipient, Message
from hospes.dispatch.prepare_bulks import Circular, prepare_bulk
from hospes.dispatch.send_bulks import Sliced, send_bulks
from hospes.dispatch.steer_bulks import pause_bulk, resume_bulk, stop_bulk
from hospes.engine.take_in_words import take_in_consents
from hospes.kit.errors import Conflict, NotFound
from tests.making import NOW, make_agency, make_facts, take_in

pytestmark = pytest.mark.django_db
OWN = (Words("en", subject="The pool", text="Dear {{ guest.first_name }}, the pool is closed."),)
LATER = NOW + timedelta(hours=1)


def make_bulk(count: int = 3, **changes: Any) -> Bulk:
    """An agency with some bookings, and a bulk message to their guests that waits to be confirmed."""
    agency = make_agency()
    take_in(agency, *(make_facts(f"B{number}") for number in range(count)))
    given = {
        "name": "Pool",
        "chosen": BookingFilter(),
        "own": OWN,
        "manner": Manner("service", "pool"),
        **changes,
    }
    return prepare_bulk(agency.id, Circular(**given), now=NOW, by="staff@example.com")


def confirm(bulk: Bulk, expected: int | None = None) -> Bulk:
    expected = bulk.counts["included"] if expected is None else expected
    return confirm_bulk(bulk.agency_id, bulk.id, expected=expected, now=NOW)


def take_turns(times: int) -> None:
    for _ in range(times):
        send_bulks(now=NOW, limit=10)
        fill_outbox(now=NOW, limit=10)


def states(model: Any) -> list[tuple[str, str]]:
    return list(model.objects.order_by("id").values_list("state", "reason"))


def test_nothing_goes_before_the_number_is_confirmed() -> None:
    bulk = make_bulk()
    assert send_bulks(now=NOW) == Sliced()
    with pytest.raises(Conflict, match="goes to 3, not to 2"):
        confirm(bulk, 2)
    assert send_bulks(now=NOW) == Sliced()


def test_a_confirmed_one_goes_in_its_own_slow_lane() -> None:
    bulk = confirm(make_bulk())
    assert send_bulks(now=LATER) == Sliced(queued=3)
    message = Message.objects.order_by("id")[0]
    assert (message.bulk_id, message.lane, message.task_id, message.by) == (
        bulk.id,
        2,
        None,
        "staff@example.com",
    )
    assert (message.subject, message.text, message.purpose) == (
        "The pool",
        "Dear Anna, the pool is closed.",
        "pool",
    )
    assert states(BulkRecipient) == [("queued", "")] * 3


def test_no_more_than_a_slice_waits_at_a_time() -> None:
    bulk = confirm(make_bulk(5))
    assert send_bulks(now=NOW, limit=2) == Sliced(queued=2)
    assert send_bulks(now=NOW, limit=2) == Sliced()
    fill_outbox(now=NOW)
    assert send_bulks(now=NOW, limit=2) == Sliced(queued=2)
    progress = progress_of(bulk)
    assert progress.recipients == {"included": 1, "queued": 4}
    assert progress.messages == {"sent": 2, "queued": 2}


def test_it_is_done_when_everything_has_left() -> None:
    bulk = confirm(make_bulk())
    send_bulks(now=NOW)
    assert send_bulks(now=NOW) == Sliced()
    fill_outbox(now=NOW)
    assert send_bulks(now=LATER) == Sliced(finished=1)
    found = find_bulk(bulk.agency_id, bulk.id)
    assert (found.state, found.finished_at) == ("done", LATER)
    assert send_bulks(now=LATER) == Sliced()


def test_a_pause_holds_back_what_waits_and_a_resume_lets_it_go() -> None:
    bulk = confirm(make_bulk())
    send_bulks(now=NOW, limit=2)
    pause_bulk(bulk.agency_id, bulk.id, now=NOW)
    assert states(Message) == [("held", "paused")] * 2
    assert fill_outbox(now=NOW) == 0
    assert send_bulks(now=NOW) == Sliced()
    resume_bulk(bulk.agency_id, bulk.id, now=LATER)
    assert fill_outbox(now=LATER) == 2
    assert send_bulks(now=LATER) == Sliced(queued=1)


def test_who_refuses_during_a_pause_gets_nothing_after_it() -> None:
    bulk = confirm(make_bulk(2))
    send_bulks(now=NOW)
    pause_bulk(bulk.agency_id, bulk.id, now=NOW)
    guest = Booking.objects.order_by("reference")[0].guest_id
    refusal = ConsentFacts(guest, "email", "service", False, NOW, "stop_word")
    take_in_consents(bulk.agency_id, [refusal], now=NOW)

    resume_bulk(bulk.agency_id, bulk.id, now=LATER)

    assert sorted(states(Message)) == [("queued", ""), ("suppressed", "opted_out")]


def test_S21_who_had_advertising_on_this_day_gets_no_more_of_it_in_bulk() -> None:
    bulk = make_bulk(2)
    guests = Booking.objects.order_by("reference").values_list("guest_id", flat=True)
    yes = [ConsentFacts(id, "email", "marketing", True, NOW, "page") for id in guests]
    record_consents(bulk.agency_id, yes, now=NOW)
    advert = Manner("marketing", "")
    given: dict[str, Any] = {"name": "Offer", "chosen": BookingFilter(), "own": OWN, "manner": advert}
    first, second = (
        confirm(prepare_bulk(bulk.agency_id, Circular(**given), now=NOW, by="staff@example.com"))
        for _ in range(2)
    )
    Bulk.objects.filter(id=second.id).update(state="prepared")
    assert send_bulks(now=NOW) == Sliced(queued=2)

    Bulk.objects.filter(id=second.id).update(state="running")
    assert send_bulks(now=LATER) == Sliced(left_out=2)

    third = confirm(prepare_bulk(bulk.agency_id, Circular(**given), now=LATER, by="staff@example.com"))
    assert send_bulks(now=NOW + timedelta(days=1)).queued == 2
    assert progress_of(second).left_out == {"capped": 2}
    assert (first.id, progress_of(third).left_out) == (first.id, {})


def test_whose_booking_ended_during_a_pause_gets_nothing_after_it() -> None:
    bulk = confirm(make_bulk(2))
    send_bulks(now=NOW)
    pause_bulk(bulk.agency_id, bulk.id, now=NOW)
    booking = Booking.objects.get(reference="B0")
    cancel_booking(bulk.agency_id, booking.id, now=NOW, by="guest")

    resume_bulk(bulk.agency_id, bulk.id, now=LATER)

    assert states(Message) == [("cancelled", "booking_ended"), ("queued", "")]


def test_a_stop_takes_back_what_waits_and_nobody_else_gets_it() -> None:
    bulk = confirm(make_bulk(4))
    send_bulks(now=NOW, limit=2)
    fill_outbox(now=NOW, limit=1)
    stop_bulk(bulk.agency_id, bulk.id, now=LATER)
    assert states(Message) == [("sent", ""), ("cancelled", "by_person")]
    assert states(BulkRecipient)[2:] == [("stopped", "by_person")] * 2
    assert send_bulks(now=LATER) == Sliced()
    with pytest.raises(Conflict, match="is not paused: it is stopped"):
        resume_bulk(bulk.agency_id, bulk.id, now=LATER)


def test_who_changed_since_it_was_confirmed_is_left_out_with_the_reason() -> None:
    bulk = confirm(make_bulk(5))
    guests = [one.guest_id for one in Booking.objects.order_by("reference")]
    refusal = ConsentFacts(guests[0], "email", "service", False, NOW, "stop_word")
    record_consents(bulk.agency_id, [refusal], now=NOW)
    forget_person(bulk.agency_id, guests[1], now=NOW)
    Person.objects.filter(id=guests[2]).update(email="new@example.com")
    cancel_booking(bulk.agency_id, Booking.objects.get(reference="B3").id, now=NOW, by="guest")
    assert send_bulks(now=LATER) == Sliced(queued=1, left_out=4)
    assert states(BulkRecipient) == [
        ("left_out", "opted_out"),
        ("left_out", "forgotten"),
        ("left_out", "address_changed"),
        ("left_out", "booking_ended"),
        ("queued", ""),
    ]
    assert progress_of(bulk).left_out == {
        "opted_out": 1,
        "forgotten": 1,
        "address_changed": 1,
        "booking_ended": 1,
    }


def test_a_template_that_changes_later_changes_nothing() -> None:
    bulk = confirm(make_bulk(1))
    assert find_bulk(bulk.agency_id, bulk.id).words == {
        "en": {"subject": "The pool", "text": "Dear {{ guest.first_name }}, the pool is closed."}
    }


def test_in_a_sandbox_all_of_it_goes_into_the_outbox() -> None:
    bulk = make_bulk(2)
    Agency.objects.update(is_sandbox=True, tester_email="tester@example.com")
    confirm(bulk)
    send_bulks(now=NOW)
    rows = Message.objects.order_by("id").values_list("to_address", "provider", "is_test")
    assert list(rows) == [("guest-b0@example.com", "outbox", True), ("guest-b1@example.com", "outbox", True)]


def test_what_nobody_confirmed_can_be_thrown_away() -> None:
    bulk = make_bulk()
    discard_bulk(bulk.agency_id, bulk.id)
    assert list_bulks(bulk.agency_id) == []
    assert not BulkRecipient.objects.values("id").exists()


def test_what_was_confirmed_can_only_be_stopped() -> None:
    bulk = confirm(make_bulk())
    with pytest.raises(Conflict, match="stop it instead"):
        discard_bulk(bulk.agency_id, bulk.id)
    with pytest.raises(Conflict, match="was confirmed before"):
        confirm(bulk)


def test_a_list_of_nobody_cannot_be_confirmed() -> None:
    bulk = make_bulk(0)
    with pytest.raises(Conflict, match="nothing to send"):
        confirm(bulk)


def test_another_agencys_bulk_message_is_not_found() -> None:
    bulk = make_bulk()
    other = make_agency("Other")
    with pytest.raises(NotFound, match="no bulk message"):
        stop_bulk(other.id, bulk.id, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_one_recipient_two_messages() -> None:
    bulk = confirm(make_bulk(40))
    gate = threading.Barrier(2)

    def work() -> None:
        gate.wait()
        take_turns(6)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    take_turns(6)  # they may have stood in each other's way
    addresses = list(Message.objects.values_list("to_address", flat=True))
    assert len(addresses) == len(set(addresses)) == 40
    assert progress_of(bulk).recipients == {"queued": 40}
