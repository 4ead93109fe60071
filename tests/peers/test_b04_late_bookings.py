"""B4: bookings that come after the instant a message was planned for.

The rule says what then; a deadline ends it. What people suffered from: a reminder of tomorrow for somebody
who is there already (pretix/pretix #3757), "about to expire" right after ordering (#1106, #867), a mail for
72 hours before when one day is left (Cal-ID #1442), all reminders together at booking (calcom/cal.diy
#10749), nothing below an hour and nowhere written (#7418), no directions for guests of the same day
(wootwoot1234/Superhost-Tools #71), last-minute words for everybody (#80).
"""

from datetime import date, timedelta

import pytest

from hospes.dispatch.models import Message
from hospes.planning.explain_booking import explain_booking
from tests.peers.worlds import BOOKED, DAY_BEFORE, House, ends, madrid, rule, sent, subjects, texts, words

pytestmark = pytest.mark.django_db
TODAY = madrid(6, 12, 11)
"""Four hours before check-in."""


def test_who_books_for_today_is_not_reminded_of_tomorrow_when_the_rule_says_skip() -> None:
    # pretix #3757.
    house = House()
    house.solve(rule("Until tomorrow", trigger=DAY_BEFORE, late="skip"))

    house.book(now=TODAY)
    house.passes(madrid(6, 30))

    assert (sent(), ends()) == ([], {("B1", "Until tomorrow"): ("skipped", "late")})


def test_72_hours_before_is_not_said_when_a_day_is_left() -> None:
    # Cal-ID #1442; within two hours it would still be true.
    house = House()
    trigger = {"anchor": "arrival", "offset": -72, "unit": "hours"}
    house.solve(rule("In three days", trigger=trigger, late={"send_if_within": "2h"}))

    house.book("Late", now=madrid(6, 11, 15))
    house.book("Near", now=madrid(6, 9, 16))
    house.passes(madrid(6, 30))

    assert ends() == {
        ("Late", "In three days"): ("skipped", "late"),
        ("Near", "In three days"): ("done", ""),
    }


def test_nobody_hears_that_time_runs_out_right_after_booking() -> None:
    # pretix #1106, #867: the date of payment was today, so the warning came with the order.
    house = House()
    due = {"anchor": "payment_due", "offset": 0, "unit": "days", "at": "09:00"}
    house.solve(rule("Please pay today", trigger=due, recipe="pending_payment", kind="service"))

    house.book(now=madrid(5, 10, 16), total=400, payment_due=date(2026, 5, 10))
    house.passes(madrid(5, 10, 17, 59))
    assert sent() == []
    house.passes(madrid(5, 10, 19))

    assert sent() == [("05-10 18:00", "Please pay today")]


def test_late_reminders_come_as_one_message() -> None:
    # cal.diy #10749: all reminders of a booking arrived one after the other at booking.
    house = House()
    house.solve(
        *(
            rule(f"{days} days before", trigger={**DAY_BEFORE, "offset": -days}, late="bundle")
            for days in (14, 7, 3)
        )
    )
    house.book(now=madrid(6, 11))
    house.passes(madrid(6, 30))

    assert sent() == [("06-11 00:02", "14 days before")]
    assert set(ends().values()) == {("done", "")}


def test_of_several_late_reminders_of_one_rule_only_the_last_goes() -> None:
    house = House()
    trigger = {"anchor": "arrival", "offset": -10, "unit": "days", "at": "09:00"}
    house.solve(rule("Soon", trigger=trigger, repeat={"every_days": 3, "times": 3}))

    house.book(now=madrid(6, 11))
    house.passes(madrid(6, 30))

    assert subjects() == ["Soon"]


def test_half_an_hour_before_the_start_it_still_goes_and_a_minute_after_it_does_not() -> None:
    # cal.diy #7418: below an hour nothing came, which was written nowhere.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))

    house.book("In time", now=madrid(6, 12, 14, 30))
    house.book("Too late", now=madrid(6, 12, 15, 1))
    house.passes(madrid(6, 30))

    assert sent() == [("06-12 14:32", "Reminder")]
    assert ends()["Too late", "Reminder"] == ("skipped", "too_late")
    [said] = explain_booking(house.agency.pk, house.id_of("Too late"), now=madrid(6, 13), solution="Reminder")
    assert [one.reason for one in said.occurrences] == ["too_late"]


def test_a_guest_of_the_same_day_gets_the_directions() -> None:
    # Superhost-Tools #71: whoever booked for today stood before the door without them.
    house = House()
    house.solve(rule("How to get in", recipe="instructions", trigger={**DAY_BEFORE, "offset": -3}))

    house.book("Before check-in", now=TODAY)
    house.book("After check-in", now=madrid(6, 12, 20))
    house.passes(madrid(6, 30))

    assert sent() == [("06-12 11:02", "How to get in"), ("06-12 20:02", "How to get in")]


def test_only_late_guests_read_the_words_for_late_guests() -> None:
    # Superhost-Tools #80: everybody got the text for the last minute.
    house = House()
    text = "{% if task.is_late %}Just in time{% else %}Three days to go{% endif %}"
    house.solve(
        rule("How to get in", recipe="instructions", trigger={**DAY_BEFORE, "offset": -3}),
        versions={"How to get in": words("How to get in", text)},
    )

    house.book("Early", now=madrid(5, 5))
    house.passes(madrid(6, 11))
    house.book("Late", now=madrid(6, 11))
    house.passes(madrid(6, 30))

    assert texts() == ["Three days to go", "Just in time"]
    assert list(Message.objects.order_by("id").values_list("is_late", flat=True)) == [False, True]


def test_edits_within_the_grace_are_in_the_words_of_a_late_message() -> None:
    # The grace lets a booking settle before what is late goes: the guest reads what was typed last.
    house = House()
    house.solve(
        rule("Reminder", trigger=DAY_BEFORE),
        versions={"Reminder": words("Reminder", "{{ property.name }}")},
    )
    house.book(now=TODAY)
    house.book(now=TODAY + timedelta(minutes=1), booked_at=TODAY, property="Casa Sol")
    house.passes(madrid(6, 30))

    assert texts() == ["Casa Sol"]


def test_a_confirmation_comes_before_the_directions_of_the_same_hour() -> None:
    house = House()
    house.solve(
        rule("How to get in", recipe="instructions", trigger={**DAY_BEFORE, "offset": -3}),
        rule("Confirmation", trigger=BOOKED, purpose="confirmation"),
    )
    house.book(now=TODAY)
    house.passes(madrid(6, 30))

    assert subjects() == ["Confirmation", "How to get in"]
