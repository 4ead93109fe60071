"""B5: time zones and changes of clocks.

One resolver, stated rules for gap and overlap, one set of zone data. What people suffered from: SMS in UTC
beside mails in local time (odoo/odoo #38400), times that were right only for users in UTC (SuiteCRM/SuiteCRM
#822, calcom/cal.diy #3376), one renderer with old zone data: its mails were an hour early after a change of
law (cal.diy #30104), a job at 02:30 that was skipped on the night clocks went forward (rundeck/rundeck #6879)
and ran twice on the night they went back (vatesfr/xen-orchestra #4024).
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.dispatch.models import Message
from hospes.insight.compare_zones import compare_zones
from tests.peers.worlds import BEFORE, House, madrid, rule, sent, subjects, texts, words

pytestmark = pytest.mark.django_db
AT_HALF_PAST_TWO = {"anchor": "arrival", "offset": 0, "unit": "days", "at": "02:30"}
SAYING = "{{ booking.starts_at | time }}"


def test_mail_and_sms_say_the_same_local_time() -> None:
    # odoo #38400: the mail was local and the SMS in UTC.
    house = House()
    lines = [{"to": "guest", "template": "Start", "channels": [channel]} for channel in ("email", "sms")]
    house.solve(
        {
            **rule("Start", trigger={"anchor": "arrival", "offset": -3, "unit": "hours"}),
            "notifications": lines,
        },
        versions={"Start": words("Start", SAYING)},
    )
    house.book(starts_at=madrid(6, 12, 18), ends_at=madrid(6, 12, 20), departure=date(2026, 6, 12))
    house.passes(madrid(6, 13))

    assert texts() == ["18:00", "18:00"]


def test_times_are_those_of_the_property_wherever_guest_and_agency_are() -> None:
    # SuiteCRM #822, cal.diy #3376.
    house = House()
    save_properties(house.agency.pk, [PropertyFacts("Casa Mar", timezone="Atlantic/Canary")], now=BEFORE)
    house.solve(
        rule("Start", trigger={"anchor": "arrival", "offset": -1, "unit": "hours"}),
        versions={"Start": words("Start", "{{ property.check_in }} {{ booking.starts_at | time }}")},
    )
    tokyo = PersonFacts(name="Aiko Mori", email="aiko@example.com", timezone="Asia/Tokyo", language="en")
    house.book(guest=tokyo)
    house.passes(madrid(6, 13))

    assert sent() == [("06-12 15:00", "Start")]  # 14:00 in Las Palmas, an hour before check-in
    assert texts() == ["15:00 15:00"]


def test_what_is_planned_in_the_hour_that_is_skipped_goes_once() -> None:
    # rundeck #6879: 02:30 does not exist on the night clocks go forward, and the job did not run.
    house = House()
    house.solve(rule("At half past two", trigger=AT_HALF_PAST_TWO))
    house.book(now=madrid(5, 1), arrival=date(2027, 3, 28), departure=date(2027, 4, 2))
    house.passes(madrid(4, 3, year=2027))

    assert sent() == [("03-28 03:30", "At half past two")]


def test_what_is_planned_in_the_hour_that_comes_twice_goes_once_and_first() -> None:
    # xen-orchestra #4024: on the night clocks went back the job ran twice.
    house = House()
    house.solve(rule("At half past two", trigger=AT_HALF_PAST_TWO))
    house.book(arrival=date(2026, 10, 25), departure=date(2026, 10, 30))
    house.passes(madrid(10, 30))

    assert subjects() == ["At half past two"]
    assert Message.objects.get().queued_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_before_and_24_hours_before_differ_when_clocks_change_and_both_are_told_so() -> None:
    house = House()
    house.solve(
        rule("A day", trigger={"anchor": "arrival", "offset": -1, "unit": "days"}),
        rule("24 hours", trigger={"anchor": "arrival", "offset": -24, "unit": "hours"}),
    )
    house.book(arrival=date(2026, 10, 25), departure=date(2026, 10, 30))
    house.passes(madrid(10, 30))

    assert sent() == [("10-24 15:00", "A day"), ("10-24 16:00", "24 hours")]


def test_planning_and_rendering_read_the_same_zone_data_and_its_release_is_shown() -> None:
    # cal.diy #30104: one of two renderers knew an older law.
    data = compare_zones()

    assert (data.differing, bool(data.postgresql), bool(data.python)) == ((), True, True)


def test_the_written_time_is_the_instant_at_which_it_goes() -> None:
    # The planner (SQL) and the words (Python) must agree around every change: here on one booking a day.
    house = House()
    trigger = {"anchor": "arrival", "offset": 0, "unit": "days", "at": "02:30"}
    house.solve(rule("Clock", trigger=trigger), versions={"Clock": words("Clock", "{{ today }}")})
    for day in range(5):
        arrival = date(2026, 10, 23) + timedelta(days=day)
        guest = PersonFacts(name=f"G {day}", email=f"g{day}@example.com", language="en")
        house.book(f"B{day}", guest=guest, arrival=arrival, departure=arrival + timedelta(days=1))
    house.passes(madrid(11, 1))

    assert [at for at, _ in sent()] == [f"10-{day} 02:30" for day in (23, 24, 25, 26, 27)]
