"""Playing a script: each happening does what it does in reality, and nothing of it stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.bookings.models import Booking
from hospes.bookings.save_properties import PropertyFacts, save_properties
from hospes.engine.play_scripts import play_script
from hospes.engine.scripts import read_script
from hospes.kit.errors import Malformed
from hospes.planning.models import Solution
from tests.engine.fingerprints import table_fingerprints
from tests.engine.scripting import ANNA, WELCOME, ends, lines, played, script
from tests.making import make_agency, make_member, make_solution, make_template

pytestmark = pytest.mark.django_db
USUAL = ("06-11 13:00", "anna@example.com", "Welcome")


def at(day: str, **what: Any) -> dict[str, Any]:
    """Something at ten o'clock."""
    return {"at": f"2026-06-{day} 10:00", **what}


def test_a_booking_is_planned_and_its_message_arrives_at_the_virtual_instant() -> None:
    result = played()

    assert lines(result) == [USUAL]
    assert result.arrived[0].text == "See you at Casa Mar."
    assert list(result.inboxes) == ["anna@example.com"]


def test_nothing_of_it_stays() -> None:
    agency = make_agency()
    make_member(agency, "office@example.com")
    before = table_fingerprints()

    result = played(members=[{"email": "office@example.com", "role": "staff"}], recipes=["check_out"])

    assert len(result.arrived) == 2
    assert table_fingerprints() == before


def test_time_ends_before_until() -> None:
    assert lines(played(until="2026-06-11 15:00")) == []
    assert lines(played(until="2026-06-11 15:01")) == [USUAL]


def test_moved_cancelled_and_reinstated() -> None:
    moved = at("02", move={"booking": "B1", "arrival": "2026-06-20", "departure": date(2026, 6, 22)})
    cancelled, reinstated = at("03", cancel="B1"), at("04", reinstate="B1")

    assert lines(played(moved)) == [("06-19 13:00", "anna@example.com", "Welcome")]
    assert lines(played(cancelled)) == []
    assert ends(played(cancelled)) == [("Welcome", "withdrawn", "cancelled")]
    assert lines(played(cancelled, reinstated)) == [USUAL]


def test_an_appointment_moves_by_its_times() -> None:
    create = {**ANNA, "arrival": None, "departure": None, "starts_at": "2026-06-12T18:00"}
    times = {"starts_at": "2026-06-13T19:00", "ends_at": "2026-06-13T20:00"}
    move = at("02", move={"booking": "B2", "arrival": "2026-06-13", "departure": "2026-06-13", **times})
    hour = {**WELCOME, "trigger": {"anchor": "arrival", "offset": -60, "unit": "minutes"}}
    result = played(
        at("01", create={**create, "reference": "B2", "ends_at": "2026-06-12T19:00"}), move, solutions=[hour]
    )

    assert ("06-13 16:00", "anna@example.com", "Welcome") in lines(result)


def test_a_pending_booking_is_confirmed() -> None:
    pending = at("02", change={"booking": "B1", "status": "pending"})

    assert lines(played(pending)) == []
    assert lines(played(pending, at("03", confirm={"booking": "B1", "by": "owner"}))) == [USUAL]


def test_payments_and_payments_under_way() -> None:
    paid = {**WELCOME, "conditions": {"payment": "paid"}}
    total = at("02", change={"booking": "B1", "total": 100})
    half, rest = (
        at("03", pay={"booking": "B1", "amount": "40.00"}),
        at("04", pay={"booking": "B1", "amount": 60}),
    )

    assert lines(played(total, half, solutions=[paid])) == []
    assert lines(played(total, half, at("03", paying="B1"), rest, solutions=[paid])) == [USUAL]


def test_a_review_is_known() -> None:
    thanks = {**WELCOME, "trigger": {"anchor": "event:review_received", "offset": 0, "unit": "minutes"}}
    review = {"at": "2026-06-25 10:00", "review": {"booking": "B1", "rating": 5, "text": "Good."}}

    assert lines(played(review, solutions=[thanks])) == [("06-25 08:02", "anna@example.com", "Welcome")]


def test_stop_words_and_consents() -> None:
    by_sms = {**WELCOME, "kind": "service", "notifications": [
        {"to": "guest", "template": "welcome", "channels": ["sms"]}]}  # fmt: skip
    stop = at("02", stop_word={"phone": "+34612345678", "text": "stop"})
    news = {**WELCOME, "kind": "marketing"}
    consent = {"booking": "B1", "channel": "email", "kind": "marketing", "allowed": True}

    assert lines(played(solutions=[by_sms])) == [("06-11 13:00", "+34612345678", "Welcome")]
    assert ends(played(stop, solutions=[by_sms])) == [("Welcome", "withdrawn", "opted_out")]
    assert lines(played(solutions=[news])) == []
    assert lines(played(at("02", consent=consent), solutions=[news])) == [USUAL]


def test_the_messages_of_a_booking_are_switched_off() -> None:
    result = played(at("02", switch_messages={"booking": "B1", "email": False}))

    assert lines(result) == []
    assert [(one.state, one.reason) for one in result.unsent] == [("suppressed", "switched_off")]


def test_solutions_are_edited_and_switched() -> None:
    earlier = {"anchor": "arrival", "offset": -2, "unit": "days", "at": "15:00"}
    off, on = at("03", switch_off="Welcome"), at("04", switch_on=["Welcome"])

    assert lines(played(at("02", edit_solution={"name": "Welcome", "trigger": earlier}))) == [
        ("06-10 13:00", "anna@example.com", "Welcome")
    ]
    assert ends(played(off)) == [("Welcome", "withdrawn", "off")]
    assert lines(played(off, on)) == [USUAL]


def test_rules_are_imported_on_the_way() -> None:
    more = {**WELCOME, "name": "More", "applies_to": "existing"}
    trigger = {"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}
    result = played(at("02", change_rules={"solutions": [{**more, "trigger": trigger}]}))

    assert lines(result) == [("06-09 13:00", "anna@example.com", "More"), USUAL]


def test_a_property_changes() -> None:
    result = played(
        at("02", change_property={"name": "Casa Mar", "check_in": "16:00"}),
        solutions=[{**WELCOME, "trigger": {"anchor": "arrival", "offset": -1, "unit": "hours"}}],
    )

    assert lines(result) == [("06-12 13:00", "anna@example.com", "Welcome")]


def test_somebody_writes_by_hand() -> None:
    result = played(at("02", write={"booking": "B1", "subject": "Hello", "text": "We look forward."}))

    assert lines(result) == [("06-02 08:00", "anna@example.com", "Hello"), USUAL]


def test_what_waits_for_a_person_is_released() -> None:
    prepared = {**WELCOME, "mode": "prepare"}
    release = {"at": "2026-06-11 18:00", "release": {"booking": "B1", "solution": "Welcome"}}

    assert ends(played(solutions=[prepared])) == [("Welcome", "held", "prepared")]
    assert lines(played(release, solutions=[prepared])) == [("06-11 16:00", "anna@example.com", "Welcome")]


def test_an_import_waits_and_is_let_out() -> None:
    old = {**ANNA, "reference": "B2", "booked_at": "2026-05-01", "guest_email": "ben@example.com"}
    brought = {"at": "2026-06-11 18:00", "import": [old]}
    out = {"at": "2026-06-11 19:00", "release_imports": {"solution": "Welcome"}}

    assert ends(played(brought)) == [("Welcome", "held", "imported")]
    assert ("06-11 17:00", "ben@example.com", "Welcome") in lines(played(brought, out))


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        (at("02", cancel="B9"), "cancel: There is no booking “B9”"),
        (at("02", change={"booking": "B9"}), "change: There is no booking “B9” yet"),
        (at("02", reinstate={"booking": "B1", "status": "gone"}), "reinstate: A booking comes back as"),
        (at("02", create={**ANNA, "reference": "B2", "arrival": "soon"}), "create: 'soon' is not a date"),
        (at("02", switch_off="X"), "switch_off: There is no solution “X”"),
        (at("02", release={"booking": "B1", "solution": "X"}), "release: There is no solution “X”"),
        (at("02", pay={"booking": "B1", "amount": "much"}), "pay: 'much' is not an amount"),
    ],
)
def test_what_cannot_happen_is_named_by_its_path(happening: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Malformed, match=rf"happenings\[1\].{sentence}"):
        played(happening)


def test_rules_that_cannot_be_are_named_by_their_path() -> None:
    with pytest.raises(Malformed, match=r"solutions\[0\].trigger.unit: 'day' is not allowed"):
        played(solutions=[{**WELCOME, "trigger": {"anchor": "arrival", "offset": -1, "unit": "day"}}])
    with pytest.raises(Malformed, match=r"recipes\[0\]: There is no recipe “instruktions”"):
        played(recipes=["instruktions"])
    with pytest.raises(Malformed, match="agency: “colour” is no setting"):
        played(agency={"timezone": "Europe/Madrid", "colour": "red"})
    with pytest.raises(Malformed, match=r"members\[0\]: “boss” is no role"):
        played(members=[{"email": "office@example.com", "role": "boss"}])


def test_quiet_hours_and_recipes_of_a_virtual_agency_count() -> None:
    night = {**WELCOME, "trigger": {"anchor": "arrival", "offset": -1, "unit": "days", "at": "23:00"}}
    quiet = {"timezone": "Europe/Madrid", "quiet_from": "21:00", "quiet_to": "09:00"}

    assert lines(played(solutions=[night], agency=quiet)) == [("06-12 07:00", "anna@example.com", "Welcome")]
    assert "Check-out information" in {one.solution for one in played(recipes=["check_out"]).arrived}


def test_it_says_how_what_arrived_differs_from_what_was_expected() -> None:
    expect = [
        {"at": "2026-06-11 15:30", "to": "anna@example.com", "solution": "Welcome", "contains": "Casa Mar"}
    ]
    unsent = [{"solution": "Welcome", "state": "held"}]
    result = played(expect=expect, expect_nothing_else=True, expect_not_sent=unsent)

    name = "2026-06-11 15:00 anna@example.com (email) Welcome: “Welcome”"
    assert list(result.differences) == [
        "expect[0] did not arrive: at 2026-06-11 15:30, to anna@example.com, solution Welcome,"
        f" with “Casa Mar”. The nearest is {name}: it came at 2026-06-11 15:00.",
        f"Nobody expects {name}.",
        "No task is solution Welcome, state held: all of them made messages, or there is none.",
    ]


def test_without_an_agency_of_its_own_a_script_is_played_on_a_copy_of_a_real_one() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    make_member(agency)
    change_agency(agency.id, quiet_from="14:00", quiet_to="16:00")
    save_properties(agency.id, [PropertyFacts("Casa Mar")], now=datetime(2026, 5, 1, tzinfo=UTC))
    written = {**script(), "agency": None, "solutions": None, "templates": None, "properties": None}

    result = play_script(read_script(written, zone=agency.timezone), copied=agency.id)

    assert lines(result) == [("06-11 14:00", "anna@example.com", "Welcome")]
    assert result.arrived[0].subject == "Hello Anna"
    assert Agency.objects.values("id").count() == 1
    assert Solution.objects.values("id").count() == 1
    assert Booking.objects.values("id").count() == 0
