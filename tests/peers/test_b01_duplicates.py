"""B1: the same message again and again.

One key in the database, one transaction, and schedulers may overlap. What people suffered from: hourly or
doubled cron entries that mail the same reminder anew (openemr/openemr #11477, isuru89/moodle-local_reminders
#26 and #91, londonhackspace/hackspace-foundation-sites #153, which also forgets what fell on a day without
cron), a cancellation that is told for ever and a rule that was edited and mails once more
(Wunderbyte-GmbH/moodle-mod_booking #735, #685), a rule that runs twice and a copy that counts as sent
(odoo/odoo #288222, #39742), a hundred confirmations for one booking that was tried again (calcom/cal.diy
#13852).
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hospes.bookings.facts import PersonFacts
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.planning.copy_solution import copy_solution
from hospes.planning.models import Solution, Task
from tests.making import NOW
from tests.peers.worlds import BOOKED, DAY_BEFORE, House, madrid, rule, sent, subjects

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_database_refuses_a_second_task_of_one_solution_booking_and_occurrence() -> None:
    # openemr #11477: which reminder had gone was a column that a filter could get wrong.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()
    row = Task.objects.values().get()

    with pytest.raises(IntegrityError, match="task_once"), transaction.atomic():
        Task.objects.create(**{**row, "id": row["id"] + 1})


def test_the_database_refuses_a_second_message_of_one_task_to_one_recipient() -> None:
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()
    house.passes(madrid(6, 11, 15))
    row = Message.objects.values().get()

    with pytest.raises(IntegrityError, match="message_once"), transaction.atomic():
        Message.objects.create(**{**row, "id": row["id"] + 1})


def test_looking_every_hour_for_ten_days_sends_one_reminder() -> None:
    # openemr #11477, moodle-local_reminders #26 and #91: each run of the job mailed everybody again.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()

    for hour in range(240):
        execute_tasks(now=madrid(6, 7) + hour * HOUR)
        execute_tasks(now=madrid(6, 7) + hour * HOUR)
        fill_outbox(now=madrid(6, 7) + hour * HOUR)

    assert sent() == [("06-11 15:00", "Reminder")]


def test_nobody_looked_on_the_day_and_it_goes_as_soon_as_somebody_does() -> None:
    # hackspace-foundation-sites #153: no cron on the day meant no mail at all.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()

    execute_tasks(now=madrid(6, 11, 14))
    execute_tasks(now=madrid(6, 12, 9))
    fill_outbox(now=madrid(6, 12, 9))

    assert sent() == [("06-12 09:00", "Reminder")]


def test_a_cancellation_is_told_once_however_often_one_looks() -> None:
    # moodle-mod_booking #735: the mail about a cancelled booking went out for ever.
    house = House()
    house.solve(
        rule("Confirmation", trigger=BOOKED),
        rule("Cancelled", trigger={**BOOKED, "anchor": "event:cancelled"}),
    )
    house.book()
    house.passes(madrid(5, 2))
    house.cancel(now=madrid(5, 10))

    for day in range(30):
        house.passes(madrid(5, 10) + timedelta(days=day))

    assert subjects() == ["Confirmation", "Cancelled"]


def test_a_rule_that_is_edited_again_and_again_reminds_once() -> None:
    # moodle-mod_booking #685: every edit of the number of days mailed everybody once more.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()

    for days in (5, 3, 2):
        house.solve(rule("Reminder", trigger={**DAY_BEFORE, "offset": -days}), now=madrid(5, 20))
    house.passes(madrid(6, 10, 16))
    for days in (1, 4, 1):
        house.solve(rule("Reminder", trigger={**DAY_BEFORE, "offset": -days}), now=madrid(6, 10, 17))
    house.passes(madrid(6, 19))

    assert sent() == [("06-10 15:00", "Reminder")]


def test_a_booking_that_the_web_sends_a_hundred_times_is_confirmed_once() -> None:
    # cal.diy #13852: each retry of a failing request made a confirmation and a reminder.
    house = House()
    house.solve(rule("Confirmation", trigger=BOOKED), rule("Reminder", trigger=DAY_BEFORE))

    for second in range(100):
        house.book(now=NOW, version_at=NOW + timedelta(seconds=second))
    house.passes(madrid(6, 19))

    assert subjects() == ["Confirmation", "Reminder"]


def test_a_booking_that_was_copied_from_another_has_messages_of_its_own() -> None:
    # odoo #39742: the copy of an event carried the mark "sent" with it and reminded nobody.
    house = House()
    house.solve(rule("Confirmation", trigger=BOOKED), rule("Reminder", trigger=DAY_BEFORE))
    house.book("B1")
    house.passes(madrid(6, 11, 16))

    bert = PersonFacts(name="Bert Holm", email="bert@example.com")
    house.book("B1-copy", now=madrid(6, 11, 18), guest=bert)
    house.passes(madrid(6, 19))

    to = Message.objects.filter(to_address="bert@example.com").order_by("sent_at")
    assert list(to.values_list("subject", flat=True)) == ["Confirmation", "Reminder"]


def test_a_copied_solution_knows_nothing_of_what_the_first_one_sent() -> None:
    # odoo #39742 from the side of the rule: neither sent marks nor tasks come along, and it is off.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()
    house.passes(madrid(6, 11, 16))

    copy = copy_solution(house.agency.pk, Solution.objects.get().id, now=madrid(6, 11, 17), by="test")

    assert Task.objects.filter(solution_id=copy.solution_id).count() == 0
    assert Solution.objects.get(id=copy.solution_id).is_active is False
