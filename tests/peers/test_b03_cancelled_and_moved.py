"""B3: after a cancellation or a move. Nothing is parked at a provider; what goes is decided at its instant.

What people suffered from: reminders of meetings that were off (calcom/cal.diy #7225, #6973, #15453; #7232:
they lay at the provider, which took few withdrawals and failed silently), one seat of many that was cancelled
(#10166), mails for the old time or the old host (#13238, #25375, #17305, #22027), "it will start" for an
event moved into the past (indico/indico #4893), mails that say *scheduled* for ever and never go (odoo/odoo
#199588, #273886).
"""

from datetime import date, timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.delivery.models import Attempt
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.making import NOW
from tests.peers.worlds import BOOKED, DAY_BEFORE, House, ends, madrid, rule, sent, subjects, texts, words

pytestmark = pytest.mark.django_db
HOURS_BEFORE = {"anchor": "arrival", "offset": -3, "unit": "hours"}


def reminding() -> House:
    house = House()
    house.solve(
        rule("Reminder", trigger=DAY_BEFORE),
        versions={"Reminder": words("Reminder", "{{ property.name }} on {{ booking.arrival }}")},
    )
    house.book()
    return house


def test_before_its_instant_nothing_exists_that_a_provider_could_hold() -> None:
    # cal.diy #7232: reminders lay at the provider, and withdrawing them failed unseen.
    house = reminding()

    house.passes(madrid(6, 11, 14, 59))

    assert Message.objects.values("id").count() == 0
    assert Attempt.objects.values("id").count() == 0
    assert Task.objects.values_list("state").get() == ("planned",)


def test_a_cancelled_stay_is_not_reminded_of() -> None:
    # cal.diy #7225, #6973, #15453.
    house = reminding()

    house.cancel(now=madrid(6, 11, 14, 59))
    house.passes(madrid(6, 30))

    assert sent() == []
    assert ends() == {("B1", "Reminder"): ("withdrawn", "cancelled")}


def test_what_has_been_worded_but_has_not_left_is_called_back() -> None:
    # The same, in the seconds between wording and the wire.
    house = reminding()
    execute_tasks(now=madrid(6, 11, 15))
    house.cancel(now=madrid(6, 11, 15))

    assert set(Message.objects.values_list("state", "reason")) == {("cancelled", "booking_ended")}


def test_of_several_bookings_only_the_cancelled_one_falls_silent() -> None:
    # cal.diy #10166: cancelling one seat took the reminders of the others with it.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    for seat in ("a", "b", "c"):
        house.book(seat, guest=PersonFacts(name=f"Guest {seat}", email=f"{seat}@example.com"))

    house.cancel("b", now=madrid(5, 10))
    house.passes(madrid(6, 19))

    addresses = Message.objects.filter(state="sent").values_list("to_address", flat=True)
    assert sorted(addresses) == ["a@example.com", "c@example.com"]


def test_a_stay_that_moved_is_told_at_its_new_time_and_with_its_new_date() -> None:
    # cal.diy #13238: moved in the calendar, and the mail went for the old time.
    house = reminding()

    house.move(now=madrid(5, 10), arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    house.passes(madrid(6, 30))

    assert sent() == [("06-19 15:00", "Reminder")]
    assert "20" in texts()[0]


def test_a_stay_that_moved_by_the_feed_is_told_at_its_new_time() -> None:
    house = reminding()

    house.book(now=madrid(5, 10), booked_at=NOW, arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    house.passes(madrid(6, 30))

    assert sent() == [("06-19 15:00", "Reminder")]


def test_words_name_the_property_and_the_owner_of_the_moment_of_sending() -> None:
    # cal.diy #25375, #17305, #22027: another host took over, and the link and the recipient were the old
    # ones.
    house = House()
    owners = {"notifications": [{"to": "owner", "template": "To the owner", "channels": ["email"]}]}
    house.solve(
        rule("Reminder", trigger=DAY_BEFORE),
        {**rule("To the owner", trigger=DAY_BEFORE), **owners},
        versions={"Reminder": words("Reminder", "Welcome to {{ property.name }}")},
    )
    house.book()

    house.book(
        now=madrid(6, 10),
        booked_at=NOW,
        property="Casa Sol",
        owner=PersonFacts(name="Pau Vidal", email="pau@example.com"),
    )
    house.passes(madrid(6, 19))

    messages = dict(Message.objects.filter(state="sent").values_list("to_address", "text"))
    assert messages == {"anna@example.com": "Welcome to Casa Sol", "pau@example.com": "Dear Anna"}


def test_a_stay_that_moved_into_the_past_is_not_announced() -> None:
    # indico #4893: an event that had been moved into the past was announced as about to begin.
    house = reminding()

    house.move(now=madrid(6, 5), arrival=date(2026, 6, 1), departure=date(2026, 6, 4))
    house.passes(madrid(6, 30))

    assert sent() == []
    assert ends() == {("B1", "Reminder"): ("skipped", "too_late")}


def test_a_stay_that_was_postponed_after_its_deadline_is_reminded_of_after_all() -> None:
    # odoo #199588: a postponed event said "scheduled" and never sent.
    house = House()
    house.solve(rule("Reminder", trigger=HOURS_BEFORE, late="skip"))
    house.book(now=madrid(6, 12, 14))
    house.passes(madrid(6, 12, 16))
    assert sent() == []

    house.move(now=madrid(6, 12, 17), arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    house.passes(madrid(6, 30))

    assert sent() == [("06-20 12:00", "Reminder")]


def test_what_nobody_could_send_in_time_is_expired_and_not_scheduled_for_ever() -> None:
    # odoo #273886: mails that could not go any more stayed "scheduled".
    house = reminding()

    house.passes(madrid(6, 11, 14))
    execute_tasks(now=madrid(6, 20))

    assert ends() == {("B1", "Reminder"): ("expired", "deadline")}


def test_what_waits_for_a_person_past_its_deadline_is_expired_too() -> None:
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE, mode="prepare"))
    house.book()
    execute_tasks(now=madrid(6, 11, 15))
    assert ends() == {("B1", "Reminder"): ("held", "prepared")}
    execute_tasks(now=madrid(6, 20))

    assert ends()["B1", "Reminder"][0] == "expired"


def test_moves_back_and_forth_are_told_once() -> None:
    house = House()
    house.matrix({"event": "confirmed"}, {"event": "moved"})
    house.book()
    house.passes(NOW + timedelta(hours=1))
    at = madrid(5, 10)

    for minute, day in enumerate((13, 14, 15)):
        arrival = date(2026, 6, day)
        house.move(now=at + timedelta(minutes=minute), arrival=arrival, departure=arrival + timedelta(days=7))
    house.passes(madrid(6, 30))

    purposes = Message.objects.filter(state="sent").order_by("id").values_list("purpose", flat=True)
    assert list(purposes) == ["confirmation", "move"]


def test_confirmations_keep_silent_about_a_move() -> None:
    house = House()
    house.solve(rule("Confirmation", trigger=BOOKED, purpose="confirmation"))
    house.book()
    house.passes(NOW + timedelta(hours=1))

    house.move(now=madrid(5, 10), arrival=date(2026, 6, 20), departure=date(2026, 6, 27))
    house.passes(madrid(6, 30))

    assert subjects() == ["Confirmation"]
