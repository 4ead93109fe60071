"""A booking in the guest's calendar: comes, moves and goes by itself (RFC 5545, RFC 5546)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event

from hospes.content.calendar_files import (
    Invitation,
    Stay,
    calendar_file,
    is_same_version,
    method_of,
    uid_of,
)

NOW = datetime(2026, 5, 1, 8, 0, 7, 123, tzinfo=UTC)
GUEST = Invitation("Costa Blava", "stay@costablava.example", "Anna Keller", "anna@example.com", "en")


def stay(**changes: Any) -> Stay:
    given: dict[str, Any] = {
        "uid": "6f2f",
        "status": "confirmed",
        "reference": "B-1001",
        "property_name": "Casa Verde",
        "place": "Calle Mayor 1, Dénia",
        "arrival": date(2026, 12, 10),
        "departure": date(2026, 12, 13),
        "check_in": time(15),
        "check_out": time(11),
        "zone": "Europe/Madrid",
        **changes,
    }
    return Stay(**given)


def appointment(**changes: Any) -> Stay:
    begins = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
    return stay(starts_at=begins, ends_at=begins + timedelta(hours=1, minutes=30), **changes)


def written(one: Stay, to: Invitation = GUEST, *, sequence: int = 0) -> bytes:
    return calendar_file(one, to, sequence=sequence, now=NOW)


def event_in(raw: bytes) -> Event:
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def unfolded(raw: bytes) -> list[str]:
    return raw.decode().replace("\r\n ", "").split("\r\n")


def test_a_stay_is_an_entry_of_whole_days_that_asks_for_no_answer() -> None:
    assert unfolded(written(stay())) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hospes//Bookings//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:Casa Verde",
        "DTSTART;VALUE=DATE:20261210",
        "DTEND;VALUE=DATE:20261213",
        "DTSTAMP:20260501T080007Z",
        "UID:6f2f",
        "SEQUENCE:0",
        'ATTENDEE;CN="Anna Keller";PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:anna@example.com',
        "DESCRIPTION:Booking B-1001\\nCheck-in from 15:00\\nCheck-out until 11:00\\nCosta Blava",
        "LOCATION:Calle Mayor 1\\, Dénia",
        'ORGANIZER;CN="Costa Blava":mailto:stay@costablava.example',
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_an_appointment_has_its_times_in_the_propertys_zone() -> None:
    raw = written(appointment())
    lines = unfolded(raw)
    assert "DTSTART;TZID=Europe/Madrid:20260610T100000" in lines
    assert "DTEND;TZID=Europe/Madrid:20260610T113000" in lines
    assert "TRANSP:OPAQUE" in lines
    assert "TZOFFSETTO:+0200" in lines
    assert event_in(raw).start == datetime(2026, 6, 10, 8, 0, tzinfo=UTC)


def test_an_appointment_says_nothing_of_check_in() -> None:
    assert "DESCRIPTION:Booking B-1001\\nCosta Blava" in unfolded(written(appointment()))


def test_a_day_visit_lasts_a_day() -> None:
    assert event_in(written(stay(departure=date(2026, 12, 10)))).end == date(2026, 12, 11)


def test_a_pending_booking_is_tentative() -> None:
    assert event_in(written(stay(status="pending")))["STATUS"] == "TENTATIVE"


@pytest.mark.parametrize("status", ["cancelled", "rejected", "no_show"])
def test_a_booking_that_is_over_leaves_the_calendar(status: str) -> None:
    raw = written(stay(status=status), sequence=1)
    assert b"METHOD:CANCEL\r\n" in raw
    event = event_in(raw)
    assert (event["STATUS"], event["UID"], event["SEQUENCE"]) == ("CANCELLED", "6f2f", 1)
    assert event["ORGANIZER"] == "mailto:stay@costablava.example"


def test_only_dates_times_and_status_make_another_version() -> None:
    first = written(stay())
    assert is_same_version(first, written(stay(property_name="Casa Roja"), sequence=4))
    assert not is_same_version(first, written(stay(departure=date(2026, 12, 14))))
    assert not is_same_version(first, written(stay(status="pending")))
    assert not is_same_version(first, written(stay(status="cancelled")))
    assert not is_same_version(written(appointment()), written(stay()))


def test_without_an_address_to_name_the_entry_is_only_published() -> None:
    nobody = Invitation("Costa Blava", "", "Anna Keller", "anna@example.com", "en")
    raw = written(stay(), nobody)
    assert method_of(stay(), nobody) == "PUBLISH"
    assert b"METHOD:PUBLISH" in raw
    assert not any(name in raw for name in (b"ATTENDEE", b"ORGANIZER"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Booking B-1001\nCheck-in from 15:00\nCheck-out until 11:00\nCosta Blava"),
        ("es", "Reserva B-1001\nEntrada a partir de las 15:00\nSalida hasta las 11:00\nCosta Blava"),
        ("sk", "Rezervácia B-1001\nPríchod od 15:00\nOdchod do 11:00\nCosta Blava"),
        ("cs", "Rezervace B-1001\nPříjezd od 15:00\nOdjezd do 11:00\nCosta Blava"),
        ("da", "Reservation B-1001\nAnkomst fra kl. 15.00\nAfrejse senest kl. 11.00\nCosta Blava"),
        ("de-AT", "Buchung B-1001\nAnreise ab 15:00 Uhr\nAbreise bis 11:00 Uhr\nCosta Blava"),
        ("fi", "Booking B-1001\nCheck-in from 15.00\nCheck-out until 11.00\nCosta Blava"),
    ],
)
def test_the_entry_speaks_the_language_of_the_message(language: str, said: str) -> None:
    to = Invitation("Costa Blava", "stay@costablava.example", "", "anna@example.com", language)
    assert event_in(written(stay(), to))["DESCRIPTION"] == said


def test_no_text_can_add_a_line_and_lines_are_short() -> None:
    nasty = "Ž" * 80 + '\r\nATTENDEE:mailto:evil@example.com";:,\\n\x00\x0b'
    to = Invitation(nasty, "stay@costablava.example", nasty, "anna@example.com", "sk")
    raw = written(stay(property_name=nasty, place=nasty, reference=nasty), to)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert [line[:9] for line in unfolded(raw) if line.startswith("ATTENDEE")] == ["ATTENDEE;"]
    assert event_in(raw)["ATTENDEE"] == "mailto:anna@example.com"


def test_places_of_secrets_never_reach_the_file() -> None:
    assert "\ue000".encode() not in written(stay(place="Calle 1 \ue000property.secrets.door_code\ue001"))


def test_a_booking_keeps_its_name_in_calendars_and_shares_it_with_no_other() -> None:
    assert uid_of(1, 2, NOW) == uid_of(1, 2, NOW) == "ddb26b49-7ae3-557e-9937-0605046b0150"
    assert (
        len({uid_of(1, 2, NOW), uid_of(2, 2, NOW), uid_of(1, 3, NOW), uid_of(1, 2, NOW.replace(second=0))})
        == 4
    )
