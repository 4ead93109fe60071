"""B13: trying and previewing.

The same way as in earnest; any booking, at any moment; a test counts for nothing. What people suffered from:
seven days of waiting to see one's own reminder (Wunderbyte-GmbH/moodle-mod_booking #758), no test at all
(calcom/cal.diy #14637, #3745; Cal-ID #1411), a test without the data of the person it was meant for
(putyourlightson/craft-campaign #229), a preview that differed from the mail (pretix/pretix #6435), a preview
that was really sent (CompassionCH/compassion-modules #905), a test without the files (fossasia/eventyay
#5215).
"""

from datetime import datetime

import pytest

from hospes.agencies.models import Agency
from hospes.dispatch.models import Attachment, Message
from hospes.dispatch.try_solutions import Trial, try_solution
from hospes.dispatch.word_messages import Letter, word_message
from hospes.planning.models import Solution, Task
from tests.making import make_member
from tests.peers.worlds import DAY_BEFORE, House, madrid, rule, subjects, words

pytestmark = pytest.mark.django_db
TEXT = "{{ guest.first_name }}, {{ booking.reference }}, {{ booking.arrival }}"
TESTER = "tester@example.com"


def house_with_a_reminder(**line: object) -> House:
    house = House(tester_email=TESTER)
    make_member(house.agency, TESTER)
    lines = [{"to": "guest", "template": "Reminder", "channels": ["email"], **line}]
    reminder = {**rule("Reminder", trigger=DAY_BEFORE, purpose="reminder"), "notifications": lines}
    house.solve(reminder, versions={"Reminder": words("Reminder", TEXT)})
    house.book()
    return house


def tried_in(house: House, now: datetime) -> Message:
    """Send the reminder to the tester."""
    trial = Trial(house.id_of(), solution_id=Solution.objects.get().id)
    [number] = try_solution(house.agency.pk, trial, now=now, by="me").messages
    return Message.objects.get(id=number)


def test_the_tester_reads_today_what_the_guest_reads_in_six_weeks() -> None:
    # moodle-mod_booking #758, cal.diy #14637 and #3745, Cal-ID #1411, craft-campaign #229.
    house = house_with_a_reminder()
    tried = tried_in(house, madrid(5, 2))

    house.passes(madrid(6, 30))
    real = Message.objects.get(task__isnull=False)

    assert (tried.to_address, tried.is_test) == (TESTER, True)
    assert tried.text.endswith(real.text)
    assert "Anna, B1" in real.text


def test_a_test_does_not_take_the_place_of_the_message() -> None:
    house = house_with_a_reminder()
    tried_in(house, madrid(6, 11, 14))

    house.passes(madrid(6, 30))

    assert Task.objects.values_list("state", "reason").get() == ("done", "")
    assert "Reminder" in subjects()


def test_a_preview_is_worded_as_the_message_and_sends_nothing() -> None:
    # pretix #6435: it differed. compassion-modules #905: it was sent.
    house = house_with_a_reminder()
    letter = Letter(booking_id=house.id_of(), template="Reminder", channels=("email",))
    preview = word_message(house.agency.pk, letter, now=madrid(6, 11, 15)).draft
    assert not Message.objects.values("id").exists()

    house.passes(madrid(6, 30))
    real = Message.objects.get()

    assert (preview.subject, preview.text, preview.html) == (real.subject, real.text, real.html)


def test_a_test_brings_the_files_of_the_message() -> None:
    # eventyay #5215.
    house = house_with_a_reminder(attach=["calendar"])
    tried = tried_in(house, madrid(5, 2))

    assert (
        Attachment.objects.filter(message_id=tried.id)
        .values_list("content_type")
        .get()[0]
        .startswith("text/calendar")
    )


def test_a_sandbox_writes_to_the_tester_and_not_to_the_guest() -> None:
    house = house_with_a_reminder()
    Agency.objects.update(is_sandbox=True)
    house.passes(madrid(6, 30))

    assert set(Message.objects.values_list("to_address", flat=True)) == {TESTER}
