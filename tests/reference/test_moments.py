from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.reference.examples import AGENCY, facts, madrid, received, utc
from tests.reference.moments import (
    arrival_anchor,
    clock_zone,
    departure_anchor,
    local_anchor,
    planned_instant,
    stay_anchor,
    to_instant,
)
from tests.reference.solutions import Moment
from tests.reference.world import Person, Property

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Madrid", "2026-03-29 02:30", "2026-03-29 01:30"),
        ("Europe/Madrid", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("America/Santiago", "2026-09-06 00:00", "2026-09-06 04:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
        ("Pacific/Apia", "2011-12-30 10:00", "2011-12-30 20:00"),
        ("Asia/Kathmandu", "2026-06-12 15:00", "2026-06-12 09:15"),
        # Casablanca goes back an hour for Ramadan: 2026-02-15 03:00 → 02:00.
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30"),
        ("Europe/Bratislava", "2026-12-24 10:00", "2026-12-24 09:00"),
        # Lord Howe's overlap is half an hour: 01:45 happens twice, the earlier one counts.
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
    ],
)
def test_s6_a_local_time_is_one_instant(zone: str, local: str, instant: str) -> None:
    assert to_instant(datetime.fromisoformat(local), ZoneInfo(zone)) == utc(instant)


def test_s6_a_day_that_apia_skipped_is_the_day_after() -> None:
    apia = ZoneInfo("Pacific/Apia")
    shifted = to_instant(datetime.fromisoformat("2011-12-30 10:00"), apia).astimezone(apia)
    assert (shifted.date(), shifted.time()) == (date(2011, 12, 31), time(10))


@pytest.mark.parametrize(
    ("offset", "unit", "local"),
    [
        (-1, "days", "2026-03-28 15:00"),
        (-24, "hours", "2026-03-28 14:00"),
        (-1440, "minutes", "2026-03-28 14:00"),
    ],
)
def test_s1_a_day_and_24_hours_differ_across_a_change_of_time(offset: int, unit: str, local: str) -> None:
    anchor = local_anchor(datetime.fromisoformat("2026-03-29 15:00"), MADRID)
    assert planned_instant(anchor, Moment("arrival", offset, unit), MADRID) == madrid(local)


@pytest.mark.parametrize(
    ("offset", "unit", "day"),
    [
        (-2, "months", "2023-04-13"),
        (-1, "weeks", "2023-06-05"),
        (3, "days", "2023-06-15"),
        (0, "days", "2023-06-12"),
    ],
)
def test_s3_a_month_is_30_days_and_a_week_7(offset: int, unit: str, day: str) -> None:
    anchor = local_anchor(datetime.fromisoformat("2023-06-12 15:00"), MADRID)
    moment = Moment("arrival", offset, unit, time(9))
    assert planned_instant(anchor, moment, MADRID) == madrid(f"{day} 09:00")


def test_s4_a_stay_begins_and_ends_at_the_times_of_the_property_in_its_zone() -> None:
    home = Property("Casa Canaria", ZoneInfo("Atlantic/Canary"), check_in=time(16), check_out=time(10))
    seen = received(facts(property=home))
    assert arrival_anchor(seen).instant == utc("2026-06-10 15:00")
    assert departure_anchor(seen).instant == utc("2026-06-13 09:00")


def test_s4_an_appointment_has_its_own_start_and_end() -> None:
    seen = received(facts(starts_at=utc("2026-06-10 16:30"), ends_at=utc("2026-06-10 18:00")))
    assert arrival_anchor(seen).local == datetime.fromisoformat("2026-06-10 18:30")
    assert departure_anchor(seen).instant == utc("2026-06-10 18:00")


def test_s4_booked_is_the_time_of_the_portal() -> None:
    anchor = stay_anchor("booked", received(facts()), MADRID)
    assert anchor
    assert anchor.instant == madrid("2026-05-01 12:00")


def test_a_booking_without_a_date_of_payment_has_no_such_anchor() -> None:
    assert stay_anchor("payment_due", received(facts()), MADRID) is None


def test_s1_the_clock_time_is_read_in_the_zone_of_the_clock_the_date_in_that_of_the_property() -> None:
    apia = Property("Fale", ZoneInfo("Pacific/Apia"))
    seen = received(facts(property=apia))
    moment = Moment("arrival", -1, "days", time(15))
    assert planned_instant(arrival_anchor(seen), moment, MADRID) == madrid("2026-06-09 15:00")


def test_s1_without_clock_time_the_local_time_of_the_property_is_kept() -> None:
    canary = ZoneInfo("Atlantic/Canary")
    seen = received(facts(property=Property("Casa Canaria", canary)))
    before = planned_instant(arrival_anchor(seen), Moment("arrival", -1), MADRID)
    assert before == datetime(2026, 6, 9, 15, tzinfo=canary).astimezone(UTC)


def test_a_repetition_starts_every_time_from_the_wished_local_time() -> None:
    anchor = local_anchor(datetime.fromisoformat("2026-03-28 15:00"), MADRID)
    moment = Moment("arrival", 0, "days", time(2, 30))
    found = [planned_instant(anchor, moment, MADRID, days) for days in (0, 1, 2)]
    assert found == [utc("2026-03-28 01:30"), utc("2026-03-29 01:30"), utc("2026-03-30 00:30")]


@pytest.mark.parametrize(
    ("guest", "home_zone", "expected"),
    [
        (Person(zone=ZoneInfo("Asia/Tokyo"), country="SK"), "Atlantic/Canary", ("Asia/Tokyo", "guest")),
        (Person(country="SK"), "Atlantic/Canary", ("Europe/Bratislava", "country")),
        (Person(country="DE"), "Atlantic/Canary", ("Europe/Berlin", "country")),
        (Person(country="US"), "Atlantic/Canary", ("Atlantic/Canary", "property")),
        (Person(country="US"), None, ("Europe/Madrid", "agency")),
    ],
)
def test_s5_the_clock_of_a_guest_is_found_in_order(
    guest: Person, home_zone: str | None, expected: tuple[str, str]
) -> None:
    home = Property("Casa", ZoneInfo(home_zone) if home_zone else None)
    zone, source = clock_zone("guest", received(facts(property=home, people={"guest": guest})))
    assert (zone.key, source) == expected


def test_s5_the_clock_of_a_property_without_zone_is_that_of_the_agency() -> None:
    assert clock_zone("property", received(facts())) == (AGENCY.zone, "agency")
