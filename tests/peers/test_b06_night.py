"""B6: messages at night.

A window for each recipient; wait for its end, or go before it; look again on release. What people suffered
from: messages at midnight (shridarpatil/frappe_whatsapp #235), a condition on the time of day that was false
at midnight, so that the message was lost for ever where it should have waited (frappe/frappe #33197, #16429),
the question whether "send now" obeys (fedeostan/capo-v1 #189), whether a message is still worth sending when
the night ends (Svaca33/Bugler #7), and how long it may be put off (novuhq/novu #9128).
"""

from datetime import date, time, timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.content.words import Words
from hospes.dispatch.models import Message
from hospes.dispatch.word_messages import Letter
from hospes.engine.write_by_hand import write_by_hand
from tests.peers.worlds import BOOKED, DAY_BEFORE, House, ends, madrid, rule, sent, subjects

pytestmark = pytest.mark.django_db
NIGHT = {"quiet_from": time(22), "quiet_to": time(8)}
AT_MIDNIGHT = {**DAY_BEFORE, "at": "00:00"}


def test_what_is_planned_at_midnight_waits_for_the_morning() -> None:
    # frappe_whatsapp #235; frappe #33197 and #16429: put off, not lost.
    house = House(**NIGHT)
    house.solve(rule("Reminder", trigger=AT_MIDNIGHT))
    house.book()
    house.passes(madrid(6, 30))

    assert sent() == [("06-11 08:00", "Reminder")]


def test_what_would_come_too_late_in_the_morning_goes_before_the_night() -> None:
    # Bugler #7: when the night ends, the sauna is over.
    house = House(**NIGHT)
    house.solve(rule("Soon", trigger={"anchor": "arrival", "offset": -2, "unit": "hours"}))
    house.book(
        starts_at=madrid(6, 12, 7),
        ends_at=madrid(6, 12, 9),
        arrival=date(2026, 6, 12),
        departure=date(2026, 6, 12),
    )
    house.passes(madrid(6, 30))

    assert sent() == [("06-11 21:59", "Soon")]


def test_what_can_go_neither_before_nor_after_says_so() -> None:
    house = House(**NIGHT)
    house.solve(rule("Soon", trigger={"anchor": "arrival", "offset": -2, "unit": "hours"}))
    house.book(
        now=madrid(6, 11, 23),
        starts_at=madrid(6, 12, 7),
        ends_at=madrid(6, 12, 9),
        arrival=date(2026, 6, 12),
        departure=date(2026, 6, 12),
    )
    house.passes(madrid(6, 30))

    assert (sent(), ends()) == ([], {("B1", "Soon"): ("skipped", "quiet")})


def test_whoever_cancels_at_night_gets_nothing_in_the_morning() -> None:
    # Bugler #7: it is looked at again when it is let go.
    house = House(**NIGHT)
    house.solve(rule("Reminder", trigger=AT_MIDNIGHT))
    house.book()
    house.passes(madrid(6, 11, 1))

    house.cancel(now=madrid(6, 11, 3))
    house.passes(madrid(6, 30))

    assert (sent(), ends()) == ([], {("B1", "Reminder"): ("withdrawn", "cancelled")})


def test_whoever_pays_at_night_is_not_reminded_in_the_morning() -> None:
    house = House(**NIGHT)
    house.solve(rule("Please pay", trigger=AT_MIDNIGHT, conditions={"payment": "unsettled"}))
    house.book(total=400)
    house.passes(madrid(6, 11, 1))

    house.pay(400, now=madrid(6, 11, 3))
    house.passes(madrid(6, 30))

    assert sent() == []


def test_a_night_is_over_for_each_guest_by_their_own_clock() -> None:
    house = House(**NIGHT)
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    for name, zone in (("Aiko", "Asia/Tokyo"), ("Bob", "America/New_York"), ("Carla", "Europe/Madrid")):
        guest = PersonFacts(name=name, email=f"{name}@example.com", timezone=zone, language="en")
        house.book(name, guest=guest)
    house.passes(madrid(6, 30))

    # 15:00 in Madrid is 22:00 in Tokyo and 09:00 in New York.
    when = dict(Message.objects.filter(state="sent").values_list("to_name", "sent_at"))
    assert when == {
        "Aiko": madrid(6, 12, 1),
        "Bob": madrid(6, 11, 15),
        "Carla": madrid(6, 11, 15),
    }


def test_a_message_by_hand_goes_at_night() -> None:
    # capo-v1 #189: who says "now" means now.
    house = House(**NIGHT)
    house.book()
    letter = Letter(booking_id=house.id_of(), own=(Words("en", subject="The lift", text="It is broken."),))

    write_by_hand(house.agency.pk, letter, now=madrid(6, 11, 2), by="staff@example.com")

    assert Message.objects.values_list("state", "send_at").get() == ("queued", madrid(6, 11, 2))


def test_an_answer_to_a_booking_at_night_does_not_wait() -> None:
    house = House(**NIGHT)
    house.solve(rule("Confirmation", trigger=BOOKED))
    house.book(now=madrid(6, 1, 23, 30))
    house.passes(madrid(6, 30))

    assert subjects() == ["Confirmation"]
    assert Message.objects.get().queued_at - madrid(6, 1, 23, 30) <= timedelta(minutes=2)
