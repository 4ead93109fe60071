"""Reading a script: every mistake is named by its path, and times are local."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hospes.engine.scripts import makes_agency, read_script
from hospes.kit.errors import Malformed
from tests.engine.scripting import ANNA, BOOKED, script


def test_times_are_those_of_the_agency() -> None:
    read = read_script(script(now=date(2026, 6, 1), until="2026-07-01T00:00Z"))

    assert read.starts_at == datetime(2026, 5, 31, 22, 0, tzinfo=UTC)
    assert read.until == datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
    assert read.happenings[0].at == datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def test_happenings_are_put_in_order_of_time() -> None:
    read = read_script(
        script({"at": "2026-06-03 10:00", "cancel": "B1"}, {"at": "2026-06-02", "confirm": "B1"})
    )

    assert [each.kind for each in read.happenings] == ["create", "confirm", "cancel"]


def test_a_script_without_expectations_expects_nothing_not_an_empty_inbox() -> None:
    assert read_script(script()).expected is None
    assert read_script(script(expect=[])).expected == ()


def test_a_script_that_makes_no_agency_needs_a_real_one() -> None:
    assert makes_agency(script())
    assert not makes_agency(script(agency=None))


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"hapenings": []}, "script.hapenings: is not a key here; .* Did you mean happenings"),
    ({"until": "2026-05-01"}, "until: must lie after now"),
    ({"now": "soon"}, "now: 'soon' is not a date and time"),
    ({"happenings": None}, "script.happenings: is missing"),
    ({"happenings": [{"at": "2026-06-02"}]}, r"happenings\[0\]: name one thing that happens"),
    (
        {"happenings": [{"at": "2026-06-02", "confirm": "B1", "cancel": "B1"}]},
        r"happenings\[0\]: name one thing that happens",
    ),
    ({"happenings": [{"confirm": "B1"}]}, r"happenings\[0\].at: is missing"),
    ({"happenings": [{"at": "2027-01-01", "confirm": "B1"}]}, r"happenings\[0\].at: must lie between"),
    ({"happenings": [{"at": "2026-06-02", "explode": "B1"}]}, r"happenings\[0\].explode: is not a key here"),
    (
        {"happenings": [{"at": "2026-06-02", "move": {"booking": "B1", "arrival": "2026-06-14"}}]},
        r"happenings\[0\].move.departure: is missing",
    ),
    (
        {"happenings": [{"at": "2026-06-02", "create": {**ANNA, "gest_name": "Anna"}}]},
        r"happenings\[0\].create.gest_name: is not a key here; .* Did you mean guest_name",
    ),
    (
        {"happenings": [{"at": "2026-06-02", "create": [ANNA, {"property": "Casa Mar"}]}]},
        r"happenings\[0\].create\[1\].reference: is missing",
    ),
    ({"expect": [{"who": "anna@example.com"}]}, r"expect\[0\].who: is not a key here"),
    ({"expect_not_sent": [{"booking": "B1"}]}, r"expect_not_sent\[0\].solution: is missing"),
    (
        {"expect_not_sent": [{"solution": "Welcome", "state": "gone"}]},
        r"expect_not_sent\[0\].state: 'gone' is not allowed",
    ),
    ({"recipes": [{"name": "X"}]}, r"recipes\[0\].recipe: is missing"),
    ({"members": [{"email": "office@example.com"}]}, r"members\[0\].role: is missing"),
    ({"agency": "Costa Blava"}, "agency: must be a mapping"),
    ({"expect_nothing_else": "yes"}, "expect_nothing_else: 'yes' is not allowed"),
]


@pytest.mark.parametrize(("change", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_a_mistake_is_named_by_its_path(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Malformed, match=sentence):
        read_script({**script(), **change})


def test_something_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(Malformed, match="script: must be a mapping with story"):
        read_script([BOOKED])
