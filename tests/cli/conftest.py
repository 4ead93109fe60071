"""A command line for every test of a command."""

from pathlib import Path

import pytest

from tests.cli.running import CommandLine


@pytest.fixture
def hospes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    """Runs a command and returns what it said."""
    return CommandLine(capsys, tmp_path)
