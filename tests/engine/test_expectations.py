"""What arrived is compared to what was expected: each message once, in words that help."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hospes.engine.expectations import Arrived, differences, read_expected, written_expectations
from hospes.planning.places import Place

ZONE = "Europe/Madrid"


def message(**changes: Any) -> Arrived:
    """An e-mail to Anna at noon."""
    facts: dict[str, Any] = {
        "at": datetime(2026, 6, 1, 10, 0, tzinfo=UTC), "to": "anna@example.com", "channel": "email",
        "solution": "Welcome", "booking": "B1", "role": "guest", "language": "en", "subject": "Hello",
        "text": "Dear Anna", "state": "sent", **changes,
    }  # fmt: skip
    return Arrived(**facts)


def compared(expect: list[dict[str, Any]], *arrived: Arrived, is_complete: bool = True) -> list[str]:
    return differences(
        list(read_expected(Place("expect", expect), ZONE)), arrived, zone=ZONE, is_complete=is_complete
    )


def test_what_is_not_said_may_be_anything() -> None:
    assert compared([{"to": "anna@example.com"}], message()) == []
    assert compared([{}], message()) == []


def test_two_alike_need_two_messages() -> None:
    twice = [{"subject": "Hello"}, {"subject": "Hello"}]

    assert compared(twice, message(), message()) == []
    assert compared(twice, message()) == ["expect[1] did not arrive: subject Hello."]


def test_a_message_that_nobody_expects_is_a_difference_only_when_all_are_said() -> None:
    assert compared([], message(), is_complete=False) == []
    assert compared([], message()) == [
        "Nobody expects 2026-06-01 12:00 anna@example.com (email) Welcome: “Hello”."
    ]


def test_the_nearest_message_to_the_same_address_is_shown_with_what_is_other() -> None:
    expect = [
        {"to": "anna@example.com", "channel": "sms", "contains": ["Dear Anna", "sauna"], "files": ["a.pdf"]}
    ]

    assert compared(expect, message(to="ben@example.com", channel="sms"), message(), is_complete=False) == [
        "expect[0] did not arrive: to anna@example.com, channel sms, with “Dear Anna”, “sauna”."
        " The nearest is 2026-06-01 12:00 anna@example.com (email) Welcome: “Hello”:"
        " channel is “email”, it does not say “sauna”, files are none."
    ]


def test_what_was_seen_can_be_written_as_expected_and_is_then_fulfilled() -> None:
    seen = [message(files=("stay.ics",)), message(channel="sms", subject="", solution="", text="Hi: there")]

    written = written_expectations(seen, ZONE)

    assert written == [
        {"at": "2026-06-01 12:00", "to": "anna@example.com", "channel": "email", "solution": "Welcome",
         "subject": "Hello", "files": ["stay.ics"]},
        {"at": "2026-06-01 12:00", "to": "anna@example.com", "channel": "sms", "contains": "Hi: there"},
    ]  # fmt: skip
    assert compared(written, *seen) == []
