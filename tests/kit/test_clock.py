"""S1, S3 and S6 with literal expectations, and the rules around them."""

from datetime import UTC, date, datetime, time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.kit import clock
from hospes.kit.errors import Malformed

at = datetime.fromisoformat

VECTORS_OF_S6 = [
    ("Europe/Madrid", "2026-03-29T02:30", "2026-03-29T01:30Z"),
    ("Europe/Madrid", "2026-10-25T02:30", "2026-10-25T00:30Z"),
    ("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00Z"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45Z"),
    ("Pacific/Apia", "2011-12-30T10:00", "2011-12-30T20:00Z"),
    ("Asia/Kathmandu", "2026-06-12T15:00", "2026-06-12T09:15Z"),
]


@pytest.mark.parametrize(("zone", "local", "instant"), VECTORS_OF_S6)
def test_s6_gaps_shift_forward_and_overlaps_take_the_earlier(zone: str, local: str, instant: str) -> None:
    expected = datetime.fromisoformat(instant)
    assert clock.to_instant(datetime.fromisoformat(local), zone) == expected


def test_s6_a_skipped_day_in_apia_moves_to_the_next_local_day() -> None:
    instant = clock.to_instant(at("2011-12-30T10:00"), "Pacific/Apia")
    assert clock.to_local(instant, "Pacific/Apia") == at("2011-12-31T10:00")


def test_s1_one_day_and_24_hours_before_differ_across_a_change_of_the_clocks() -> None:
    start = at("2026-03-29T15:00")
    one_day = clock.to_instant(clock.move_calendar(start, -1, "days"), "Europe/Madrid")
    hours = clock.move_elapsed(clock.to_instant(start, "Europe/Madrid"), -24, "hours")
    assert clock.to_local(one_day, "Europe/Madrid") == at("2026-03-28T15:00")
    assert clock.to_local(hours, "Europe/Madrid") == at("2026-03-28T14:00")


def test_s3_two_months_are_sixty_days_and_a_week_is_seven() -> None:
    arrival = at("2023-06-12T15:00")
    assert clock.move_calendar(arrival, -2, "months") == at("2023-04-13T15:00")
    assert clock.move_calendar(arrival, 1, "weeks", at=time(10)) == at("2023-06-19T10:00")


@given(st.datetimes(at("2000-01-01"), at("2040-01-01")), st.integers(-400, 400))
def test_without_changes_of_the_clocks_calendar_and_elapsed_agree(local: datetime, days: int) -> None:
    calendar = clock.to_instant(clock.move_calendar(local, days, "days"), "Atlantic/Reykjavik")
    elapsed = clock.move_elapsed(clock.to_instant(local, "Atlantic/Reykjavik"), days * 24, "hours")
    assert calendar == elapsed


ZONES = sorted(available_timezones())


@given(st.sampled_from(ZONES), st.datetimes(at("1990-01-01"), at("2037-01-01")))
def test_an_instant_shown_and_read_again_is_the_same_or_its_earlier_twin(zone: str, moment: datetime) -> None:
    instant = moment.replace(microsecond=0, tzinfo=UTC)
    again = clock.to_instant(clock.to_local(instant, zone), zone)
    assert again <= instant
    assert clock.to_local(again, zone) == clock.to_local(instant, zone)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-06-12T15:00", datetime(2026, 6, 12, 13, tzinfo=UTC)),
        ("2026-06-12 15:00:30", datetime(2026, 6, 12, 13, 0, 30, tzinfo=UTC)),
        ("2026-06-12", datetime(2026, 6, 11, 22, tzinfo=UTC)),
        ("2026-06-12T15:00:00Z", datetime(2026, 6, 12, 15, tzinfo=UTC)),
        (" 2026-06-12T15:00+05:45 ", datetime(2026, 6, 12, 9, 15, tzinfo=UTC)),
    ],
)
def test_a_naive_instant_is_local_and_an_offset_is_obeyed(text: str, instant: datetime) -> None:
    assert clock.parse_instant(text, "Europe/Madrid") == instant


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "12.06.2026", "2026-02-30T10:00", "0001-01-01T00:00", "9" * 99]
)
def test_an_unreadable_instant_says_how_to_write_it(text: str) -> None:
    with pytest.raises(Malformed, match="write it like 2026-06-12T15:00"):
        clock.parse_instant(text, "Europe/Madrid")


def test_a_date_is_read_only_in_one_form() -> None:
    assert clock.parse_date(" 2026-06-12 ") == date(2026, 6, 12)
    for text in ("2026-6-12", "20260612", "2026-W24-5", "2026-02-30", "12/06/2026", ""):
        with pytest.raises(Malformed, match="write it like 2026-06-12"):
            clock.parse_date(text)


@pytest.mark.parametrize("name", ["Europe/Madridd", "", "../../etc/passwd", "Europe", "a\0b"])
def test_an_unknown_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(Malformed, match="write it like Europe/Madrid"):
        clock.zone(name)


def test_the_local_date_is_the_date_on_the_wall() -> None:
    assert clock.local_date(datetime(2026, 6, 12, 22, 30, tzinfo=UTC), "Europe/Madrid") == date(2026, 6, 13)


def test_the_release_of_the_zone_data_looks_like_one() -> None:
    release = clock.tzdata_version()
    assert release == "unknown" or (release[:2] == "20" and len(release) in {5, 6})
