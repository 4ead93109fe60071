"""Reading calendars: what real feeds say, what is no booking, and what is refused with a sentence."""

from datetime import UTC, date, datetime

import pytest

from hospes.bookings.sources.ical_bookings import Booked, portal_of
from hospes.bookings.sources.read_ical import read_ical
from hospes.kit.errors import Malformed
from tests.bookings.feeds import airbnb, calendar, event, shared, sort

SERIES = "It is a series: give every date an event of its own."
NO_UID = "It has no UID: without one it cannot be told from others at the next reading."
NO_START = "It has no start that can be read: add a DTSTART."
NO_END = "It has no end that can be read: correct DTEND or DURATION."


def reasons(raw: bytes) -> list[str]:
    found = sort(raw)
    assert not found.booked
    return [one.reason for one in found.refused]


def test_airbnb_says_dates_a_code_and_four_digits() -> None:
    raw = shared("DERIVED_airbnb_1.0_shape.ics")
    found = sort(raw)
    assert found.booked[0] == Booked(
        uid="1418fb94e984-73dde7af8b085157872932c6bf701116@airbnb.com",
        reference="HMNCGXD48W",
        status="confirmed",
        arrival=date(2015, 7, 1),
        departure=date(2015, 7, 5),
        custom={"reservation_code": "HMNCGXD48W", "phone_last_digits": "0286"},
    )
    written = raw.decode().count("SUMMARY:Reserved"), raw.decode().count("SUMMARY:Airbnb (Not available)")
    assert (len(found.booked), len(found.blocks), found.refused) == (*written, [])
    assert written[0] + written[1] == 25


def test_booking_com_does_not_tell_bookings_from_closures_so_all_are_blocks() -> None:
    found = sort(shared("DERIVED_booking_com_shape.ics"))
    assert (len(found.booked), len(found.blocks), len(found.refused)) == (0, 30, 0)
    assert (found.blocks[0].since, found.blocks[0].until) == (date(2015, 8, 10), date(2015, 9, 8))


def test_homeaway_says_first_names_and_what_is_provisional_in_french() -> None:
    found = sort(shared("DERIVED_homeaway_fr_shape.ics"))
    names = {(one.status, one.name) for one in found.booked}
    assert names == {("confirmed", "Client"), ("confirmed", ""), ("pending", "Client")}
    assert [one.summary for one in found.blocks if one.summary != "Indisponible"] == []
    assert len(found.booked) + len(found.blocks) == 20


def test_midnights_in_utc_are_days_and_lines_of_the_description_are_the_guest() -> None:
    first, second = sort(shared("rentalcontrol_synthetic_airbnb_like.ics")).booked
    assert first == Booked(
        uid="airbnb-event-1@airbnb.com",
        reference="airbnb-event-1@airbnb.com",
        status="confirmed",
        arrival=date(2025, 1, 1),
        departure=date(2025, 1, 5),
        created=datetime(2024, 11, 20, 10, tzinfo=UTC),
        name="John Doe",
        email="john@example.com",
        phone="+1234567890",
        adults=2,
    )
    assert (second.name, second.adults) == ("Jane Smith", 4)


def test_a_block_and_a_booking_side_by_side() -> None:
    found = sort(shared("rentalcontrol_synthetic_blocked_event.ics"))
    assert [one.summary for one in found.blocks] == ["Not available"]
    assert [(one.name, one.email) for one in found.booked] == [("Alice Cooper", "alice@example.com")]


def test_overlapping_bookings_stay_two() -> None:
    found = sort(shared("rentalcontrol_synthetic_overlapping.ics"))
    assert [one.reference for one in found.booked] == ["overlap-1@example.com", "overlap-2@example.com"]


def test_vrbo_says_the_guest_in_the_description() -> None:
    (one,) = sort(shared("rentalcontrol_synthetic_vrbo_like.ics")).booked
    assert (one.name, one.email, one.adults) == ("Bob Johnson", "bob@example.com", 3)
    assert (one.arrival, one.departure) == (date(2025, 1, 20), date(2025, 1, 25))


@pytest.mark.parametrize(
    ("name", "starts_at", "ends_at"),
    [
        ("icalendar_issue_348_exception_parsing_value.ics", "2019-06-24T06:30", "2019-06-24T16:30"),
        ("icalendar_issue_350.ics", "2022-02-22T18:30", "2022-02-22T19:30"),
        ("nodeical_dst-transition-rules.ics", "2022-10-09T08:00", "2022-10-09T09:00"),
        ("nodeical_exchange-custom-tz.ics", "2019-04-30T02:00", "2019-04-30T05:00"),
        ("nodeical_meetup-timed-tz.ics", "2011-11-10T02:00", "2011-11-10T04:00"),
    ],
)
def test_appointments_keep_their_instants(name: str, starts_at: str, ends_at: str) -> None:
    (one,) = sort(shared(name)).booked
    assert one.starts_at == datetime.fromisoformat(f"{starts_at}+00:00")
    assert one.ends_at == datetime.fromisoformat(f"{ends_at}+00:00")


def test_an_appointment_has_the_local_day_of_the_property() -> None:
    (one,) = sort(shared("nodeical_meetup-timed-tz.ics"), zone="America/Phoenix").booked
    assert (one.arrival, one.notes) == (date(2011, 11, 9), "Phoenix Drupal User Group Monthly Meetup")


def test_tentative_is_pending_and_cancelled_is_cancelled() -> None:
    found = sort(shared("nodeical_tentative-apple-calendar.ics")).booked
    assert [one.status for one in found] == ["pending", "confirmed", "cancelled", "confirmed"]


def test_of_two_versions_the_one_with_the_higher_number_counts_wherever_it_stands() -> None:
    found = sort(shared("nodeical_duplicate-uid-sequence.ics")).booked
    assert [one.notes for one in found] == [
        "Team Meeting (SEQUENCE 2)",
        "Updated version (SEQUENCE 3) - should win",
    ]


def test_a_file_may_hold_several_calendars_and_events_of_a_day_without_end() -> None:
    found = sort(shared("icalendar_multiple_calendar_components.ics")).booked
    assert [(one.arrival, one.departure) for one in found] == [
        (date(2003, 12, 25), date(2003, 12, 26)),
        (date(2003, 5, 1), date(2003, 5, 2)),
        (date(2003, 12, 25), date(2003, 12, 26)),
    ]


@pytest.mark.parametrize("name", ["icalendar_bom_calendar.ics", "nodeical_utf8-french-calendar.ics"])
def test_a_calendar_without_events_is_empty(name: str) -> None:
    assert read_ical(shared(name)).events == []


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("icalendar_broken_ical.ics", [NO_START]),
        ("icalendar_issue_104_broken_calendar.ics", [NO_UID]),
        ("icalendar_issue_1081_invalid_start_valid_end.ics", [NO_START]),
        ("icalendar_issue_722_missing_timezones.ics", [SERIES] * 3),
        ("nodeical_badRRULE.ics", [SERIES] * 3),
        ("nodeical_google-calendar-kiev-tz.ics", [SERIES] * 2),
        ("nodeical_test_date_duration.ics", [NO_END]),
        ("nodeical_whole_day_moved_over_dst_change_berlin.ics", [SERIES] * 2),
    ],
)
def test_what_cannot_be_a_booking_is_refused_with_a_sentence(name: str, sentences: list[str]) -> None:
    assert reasons(shared(name)) == sentences


def test_a_time_zone_that_nobody_knows_is_named() -> None:
    assert reasons(shared("nodeical_Office-2012-owa.ics"))[0] == (
        "Its time zone (GMT+10:00) Canberra, Melbourne, Sydney is unknown: use a name such as Europe/Madrid."
    )


@pytest.mark.parametrize(
    ("uid", "summary"),
    [
        (f"6fec1092d3fa-{'0' * 32}@airbnb.com", "Reserved"),
        (f"7f662ec65913-{'0' * 32}@airbnb.com", "Airbnb (Not available)"),
        ("06122026-0612-2026-0619-061220260619", "Something"),
        ("u1", "Blocked"),
        ("u1", "CLOSED - Not available"),
        ("u1", "nicht verfügbar"),
    ],
)
def test_blocks_are_known_by_their_uid_or_their_words(uid: str, summary: str) -> None:
    found = sort(calendar(event(uid, SUMMARY=summary)))
    assert (len(found.booked), len(found.blocks)) == (0, 1)


def test_a_closure_with_a_name_was_a_booking_of_booking_com() -> None:
    (one,) = sort(calendar(event("u1", SUMMARY="CLOSED - Ana García"))).booked
    assert one.name == "Ana García"


def test_the_old_calendars_of_airbnb_name_themselves_in_a_parameter() -> None:
    product = b"PRODID;X-RICAL-TZSOURCE=TZINFO:-//Airbnb Inc//Hosting Calendar 0.8.8//EN"
    raw = b"BEGIN:VCALENDAR\n" + product + b"\nEND:VCALENDAR"
    assert portal_of(read_ical(raw).product, []) == "Airbnb"


def test_a_name_may_be_folded_inside_a_letter() -> None:
    raw = calendar(event("u1", SUMMARY="Réservée - Zoé")).replace("é - Z".encode(), b"\xc3\r\n \xa9e - Z")
    assert sort(raw).booked[0].name == "Zoé"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"<html></html>", "This is no calendar: give the address or file of an iCal feed (.ics)."),
        (b"", "This is no calendar: give the address or file of an iCal feed (.ics)."),
        (
            calendar(airbnb("HMABCDEFGH"))[:-80],
            "The calendar is cut off, or its parts do not match: fetch it again.",
        ),
        (b"BEGIN:VCALENDAR" + b" " * (5 << 20), "The calendar is larger than 5 MB: ask for a smaller one."),
        (
            calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 5001),
            "The calendar has more than 5,000 events: split it.",
        ),
        (
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X\r\n" * 150_001 + b"END:X\r\n" * 150_001 + b"END:VCALENDAR",
            "The calendar has too many or too long lines: ask for a smaller one.",
        ),
        (
            calendar(event("u1", EXDATE=",".join(["20260101T000000Z"] * 200_000))),
            "The calendar has too many or too long lines: ask for a smaller one.",
        ),
        (
            calendar(event("u1", SUMMARY="\r\n".join(["a", *["SUMMARY:a"] * 60_001]))),
            "The calendar says too much of each event: ask its portal to correct it.",
        ),
        (
            calendar(*["BEGIN:VTIMEZONE\r\nTZID:A\r\nEND:VTIMEZONE"] * 61),
            "The calendar has more than 60 time zones: ask its portal to correct it.",
        ),
    ],
    ids=["html", "empty", "cut off", "large", "events", "nested", "long line", "repeated", "zones"],
)
def test_a_hostile_or_broken_calendar_is_refused_whole_with_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_ical(raw)
    assert refused.value.message == sentence


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY;UNTIL=99991231", "FREQ=YEARLY;BYSECOND=0,1,2,3;BYDAY=MO,TU"]
)
def test_no_series_is_ever_expanded(rule: str) -> None:
    assert reasons(calendar(event("u1", RRULE=rule))) == [SERIES]


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("20260619", "20260612", "It ends before it starts: correct its dates."),
        ("20260101", "20290101", "It is longer than two years, which no stay is: correct its dates."),
    ],
)
def test_impossible_dates_are_refused(start: str, end: str, sentence: str) -> None:
    assert reasons(calendar(event("u1", start, end))) == [sentence]
