import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.reference.compare import compare, read_outbox
from tests.reference.examples import AGENCY, booking, facts, solution, solution_file
from tests.reference.run import Message, simulate
from tests.reference.world import World


def messages() -> list[Message]:
    rules = solution_file(
        solution({"anchor": "booked", "offset": 0, "unit": "minutes"}, name="Confirm"),
        solution({"anchor": "arrival", "offset": -3, "unit": "days", "at": "15:00"}, name="Before"),
    )
    world = World(AGENCY, [booking(("2026-05-01 12:00", facts()))])
    return simulate(world, rules, date(2026, 1, 1), date(2026, 12, 31))


def counts(lines: list[dict[str, Any]]) -> tuple[int, ...]:
    found = compare(messages(), lines)
    kinds = (found.missing, found.unexpected, found.mistimed, found.different)
    assert found.count == sum(len(kind) for kind in kinds)
    return found.checked, *(len(kind) for kind in kinds)


def test_an_outbox_written_by_the_reference_has_no_differences(tmp_path: Path) -> None:
    file = tmp_path / "outbox.jsonl"
    file.write_text("".join(json.dumps(m.as_line()) + "\n" for m in messages()))
    found = compare(messages(), read_outbox(file))
    assert (found.checked, found.count) == (2, 0)
    assert str(found).startswith("checked 2\nmissing 0")


def test_what_is_missing_or_too_much_is_counted() -> None:
    first, second = (m.as_line() for m in messages())
    assert counts([first]) == (1, 1, 0, 0, 0)
    assert counts([first, second, second]) == (2, 0, 1, 0, 0)
    assert counts([first, {**second, "to": "bo@example.com"}]) == (1, 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("which", "minutes", "mistimed"), [(0, -2, 0), (0, -3, 1), (0, 10, 0), (0, 11, 1), (1, -1, 1), (1, 10, 0)]
)
def test_a_message_may_go_ten_minutes_later_but_never_before_it_was_planned(
    which: int, minutes: int, mistimed: int
) -> None:
    lines = [m.as_line() for m in messages()]
    lines[which]["at"] = (messages()[which].at + timedelta(minutes=minutes)).isoformat()
    assert counts(lines) == (2, 0, 0, mistimed, 0)


def test_another_language_or_wording_is_a_difference() -> None:
    first, second = (m.as_line() for m in messages())
    assert counts([{**first, "language": "de"}, {**second, "text": "Hola"}]) == (2, 0, 0, 0, 2)
