"""The demo, for real: twice on one installation, then a backup of it and back."""

from pathlib import Path

import pytest

from tests.cli.running import Said, command


def figures(said: Said) -> dict[str, int]:
    """The summary's lines as numbers."""
    lines = [line.rsplit(maxsplit=1) for line in said.out.splitlines() if line.startswith("  ")]
    return {name.strip(): int(count.replace(",", "")) for name, count in lines}


@pytest.mark.faults
@pytest.mark.xdist_group("serve")
def test_the_demo_has_a_season_and_continues_and_can_be_restored(tmp_path: Path) -> None:
    first = command(["demo", "--no-serve"], tmp_path)
    assert first.code == 0, first.err
    seen = figures(first)
    assert (seen["properties"], seen["active solutions"]) == (40, 16)
    assert 1400 <= seen["bookings"] <= 1500
    assert seen["messages sent"] > 500
    assert seen["tasks planned"] > 500
    second = command(["demo", "--no-serve"], tmp_path)
    assert (second.code, second.out) == (0, first.out)
    file = tmp_path / "demo.backup"
    assert command(["backup", str(file)], tmp_path).code == 0
    restored = command(["restore", str(file)], tmp_path)
    assert restored.code == 0, restored.err
    assert restored.out.startswith("Restored: ")
    again = figures(command(["demo", "--no-serve"], tmp_path))
    assert again["messages sent"] == seen["messages sent"]
