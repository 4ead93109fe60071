"""B17: payment.

The balance is read when it is said; nobody is pressed while paying; the date is the one they know. What
people suffered from: a reminder by another date than the guest had been told (pretix/pretix #4344), nagging
while the transfer was under way and right after ordering (#3573), reminders of what was paid (calcom/cal.diy
#19115), "please pay" minutes after "paid" (pretix #1167).
"""

from datetime import date, timedelta
from functools import partial

import pytest

from hospes.bookings.mark_paying import mark_paying
from hospes.engine.change_bookings import change_booking
from tests.peers.worlds import House, madrid, rule, sent, subjects, texts, words

pytestmark = pytest.mark.django_db
DUE = {"anchor": "payment_due", "offset": 0, "unit": "days", "at": "10:00"}
BALANCE = "{{ booking.balance }} until {{ booking.payment_due }}"


def house_that_reminds(**changes: object) -> House:
    house = House()
    house.solve(
        rule("Please pay", recipe="pending_payment", purpose="payment", **{"trigger": DUE, **changes}),
        versions={"Please pay": words("Please pay", BALANCE)},
    )
    return house


def test_the_balance_is_that_of_the_instant_of_sending() -> None:
    house = house_that_reminds()
    house.book(total=400, payment_due=date(2026, 5, 20))
    house.pay(150, now=madrid(5, 20, 9))
    house.passes(madrid(5, 21))

    assert texts() == ["€250.00 until 20 May 2026"]


def test_the_date_is_the_one_that_the_guest_was_told() -> None:
    # pretix #4344: the machine counted from a later date of its own.
    house = house_that_reminds()
    house.book(total=400, payment_due=date(2026, 5, 20))
    house.passes(madrid(5, 21))

    assert sent() == [("05-20 10:00", "Please pay")]


def test_nobody_is_pressed_while_a_payment_is_under_way() -> None:
    # pretix #3573.
    house = house_that_reminds()
    house.book(total=400, payment_due=date(2026, 5, 20))
    at = madrid(5, 20, 9, 30)
    paying = partial(mark_paying, house.agency.pk, house.id_of(), is_paying=True, now=at)
    change_booking(house.agency.pk, paying, now=at, by="")
    house.passes(madrid(5, 20, 10, 30))
    assert sent() == []

    house.pay(400, now=madrid(5, 20, 10, 45))
    house.passes(madrid(6, 30))

    assert sent() == []


def test_nobody_is_pressed_in_the_first_two_hours() -> None:
    # pretix #3573: "please pay" came with the order.
    house = house_that_reminds(trigger={"anchor": "booked", "offset": 0, "unit": "minutes"})
    house.book(now=madrid(5, 10, 12), total=400, payment_due=date(2026, 5, 20))
    house.passes(madrid(5, 11))

    assert [at for at, _ in sent()] == ["05-10 14:00"]


def test_what_is_paid_is_not_asked_for_again() -> None:
    # cal.diy #19115.
    house = house_that_reminds(repeat={"every_days": 3, "times": 4})
    house.book(total=400, payment_due=date(2026, 5, 20))
    house.passes(madrid(5, 22))
    house.pay(400, now=madrid(5, 22, 12))
    house.passes(madrid(6, 30))

    assert sent() == [("05-20 10:00", "Please pay")]


def test_please_pay_does_not_follow_paid() -> None:
    # pretix #1167: within minutes, and in this order.
    house = house_that_reminds()
    house.matrix({"event": "paid"})
    house.book(total=400, payment_due=date(2026, 5, 20))
    house.pay(400, now=madrid(5, 20, 9, 59))
    house.passes(madrid(5, 20, 9, 59) + timedelta(days=3))

    assert len(subjects()) == 1
    assert "Please pay" not in subjects()
