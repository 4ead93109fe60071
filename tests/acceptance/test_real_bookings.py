"""Every message of a fixed sample of the real bookings is the reference's: time, recipient and words."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.playing import (
    BOOKINGS,
    OTHER_SOLUTIONS,
    SOLUTIONS,
    TIMED_SOLUTIONS,
    differences,
    every_nth_row,
    play,
)
from tests.cli.running import CommandLine

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not BOOKINGS.exists(), reason=f"no real bookings at {BOOKINGS}: set HOSPES_SHARED to their folder"
    ),
]


def test_five_solutions_on_a_sample_send_what_the_reference_sends(
    hospes: CommandLine, tmp_path: Path
) -> None:
    rows = every_nth_row(200, tmp_path / "rows.csv")

    played = play(hospes, rows, SOLUTIONS, outbox=tmp_path / "out.jsonl")

    assert (played.imported["created"], played.imported["refused"]) == (394, 0)
    found = differences(played)
    assert found.count == 0, str(found)
    assert found.checked == played.simulated["messages"]


def test_fifteen_other_solutions_on_a_sample_send_what_the_reference_sends(
    hospes: CommandLine, tmp_path: Path
) -> None:
    rows = every_nth_row(400, tmp_path / "rows.csv")

    played = play(hospes, rows, OTHER_SOLUTIONS, outbox=tmp_path / "out.jsonl")

    found = differences(played)
    assert found.count == 0, str(found)
    assert found.checked == played.simulated["messages"]


def test_crowded_solutions_on_a_sample_go_at_the_very_minute_of_the_reference(
    hospes: CommandLine, tmp_path: Path
) -> None:
    rows = every_nth_row(400, tmp_path / "rows.csv")

    played = play(hospes, rows, TIMED_SOLUTIONS, outbox=tmp_path / "out.jsonl")

    found = differences(played, tolerance=timedelta(0))
    assert found.count == 0, str(found)
    assert found.checked == played.simulated["messages"]
