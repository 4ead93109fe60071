"""One life of a booking with nothing but commands, as an agency would begin (mission.md, all rows)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hospes.engine.clock import read_clock
from tests.cli.running import CommandLine
from tests.mission.world import pass_time

pytestmark = pytest.mark.django_db
PLACES = """
properties:
  - name: Casa Mar
    check_in: "16:00"
    check_out: "10:00"
    owner: {name: Marta Puig, email: marta@example.com}
    instructions: The key box is left of the door.
    secrets: {door_code: "0471"}
"""
RULES = """
solutions:
  - name: Weather
    category: customers
    trigger: {anchor: arrival, offset: -2, unit: days, at: "12:00"}
    notifications: [{to: guest, template: weather}]
templates:
  - {name: weather, versions: {en: {subject: "Weather for {{ booking.arrival }}", text: Sunny.}}}
"""
HEADER = (
    "reference,status,portal,property,guest_name,guest_email,guest_language,booked_at,arrival,departure,total"
)


@pytest.fixture
def begun(hospes: CommandLine, tmp_path: Path) -> Path:
    """An agency set up by commands: a property, the matrix, recipes and a rule of its own."""
    places, rules = tmp_path / "places.yaml", tmp_path / "rules.yaml"
    places.write_text(PLACES, encoding="utf-8")
    rules.write_text(RULES, encoding="utf-8")
    for words in (
        ("agency", "create", "Costa Blava", "--timezone", "Europe/Madrid", "--language", "en"),
        ("agency", "change", "--sender-email", "stay@costablava.example"),
        ("property", "save", str(places)),
        ("notifications", "on", "confirmed", "moved", "paid", "--yes"),
        ("recipes", "add", "owner_booking", "--on"),
        ("recipes", "add", "instructions", "--on"),
        ("recipes", "add", "review_request", "--on"),
        ("recipes", "add", "review_thanks", "--set", "code=SEA10", "--on"),
        ("solutions", "import", str(rules)),
    ):
        said = hospes(*words)
        assert (said.code, said.err) == (0, ""), words
    return tmp_path


def comes_in(hospes: CommandLine, folder: Path, now: datetime) -> date:
    """A booking of a week, made just now, that begins in thirty days; returns its arrival."""
    arrival = now.date() + timedelta(days=30)
    row = f"CB-1,confirmed,Web,Casa Mar,Ana García,ana@example.com,en,{now:%Y-%m-%dT%H:%M:%SZ},"
    stay = f"{arrival},{arrival + timedelta(days=7)},840.00"
    file = folder / "bookings.csv"
    file.write_text(f"{HEADER}\n{row}{stay}\n", encoding="utf-8")
    assert hospes("import", "bookings", str(file)).code == 0
    return arrival


def inboxes(hospes: CommandLine) -> list[tuple[str, str]]:
    lines = hospes("export", "messages", "--format", "jsonl").out.splitlines()
    rows: list[Mapping[str, str]] = [json.loads(line) for line in lines]
    return sorted((row["to"], row["subject"]) for row in rows)


def test_what_was_set_up_is_without_fault_and_is_listed(hospes: CommandLine, begun: Path) -> None:
    assert hospes("lint").out == "Nothing to complain about.\n"
    names = [row["name"] for row in hospes("solutions", "list", "--json").json]
    assert names == [
        "New booking, to the owner",
        "Arrival instructions",
        "Ask for a review",
        "Thank you for your review",
        "Weather",
    ]


def test_a_booking_is_confirmed_moved_paid_and_reviewed(hospes: CommandLine, begun: Path) -> None:
    now = read_clock()
    comes_in(hospes, begun, now)
    pass_time(now + timedelta(minutes=5))
    assert [address for address, _ in inboxes(hospes)] == ["ana@example.com", "marta@example.com"]
    arrival = now.date() + timedelta(days=40)
    departure = arrival + timedelta(days=7)
    assert hospes("booking", "move", "CB-1", str(arrival), str(departure), "--by", "guest").code == 0
    assert hospes("booking", "pay", "CB-1", "840", "--reference", "bank-1").code == 0
    pass_time(now + timedelta(minutes=30))
    assert [subject for address, subject in inboxes(hospes) if address == "ana@example.com"] == [
        "New dates for your booking CB-1",
        "Thank you for your payment: booking CB-1",
        "Your booking is confirmed: Casa Mar, CB-1",
    ]
    assert hospes("booking", "review", "CB-1", "--reference", "R1", "--rating", "5").code == 0
    pass_time(now + timedelta(days=2))
    assert ("ana@example.com", "Thank you for your review: Casa Mar") in inboxes(hospes)


def test_why_and_what_comes_can_be_asked(hospes: CommandLine, begun: Path) -> None:
    now = read_clock()
    comes_in(hospes, begun, now)
    why = hospes("explain", "--booking", "CB-1", "--solution", "Weather").out
    assert why.startswith("Weather · booking CB-1: It applies to this booking.\n")
    coming = hospes("forecast", "--days", "60").out
    assert [line for line in coming.splitlines() if "Weather" in line]
    assert "0471" not in coming + why


def test_everything_goes_out_as_files_and_comes_in_again(hospes: CommandLine, begun: Path) -> None:
    comes_in(hospes, begun, read_clock())
    rules = begun / "exported.yaml"
    assert hospes("solutions", "export", str(rules)).code == 0
    again = hospes("solutions", "import", str(rules))
    assert (again.code, "The plan stays as it is." in again.out) == (0, True)
    bookings = begun / "exported.csv"
    bookings.write_text(hospes("export", "bookings").out, encoding="utf-8")
    assert "1 unchanged" in hospes("import", "bookings", str(bookings)).out


def test_secrets_are_in_no_export(hospes: CommandLine, begun: Path) -> None:
    now = read_clock()
    comes_in(hospes, begun, now)
    hospes("booking", "pay", "CB-1", "840", "--reference", "bank-1")
    pass_time(now + timedelta(days=28))
    said = "".join(hospes("export", what).out for what in ("tasks", "messages", "bookings"))
    assert "How to get in" in said
    assert "••••" in said
    assert "0471" not in said
