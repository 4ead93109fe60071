"""A command line for the stories that are told with commands."""

from pathlib import Path

import pytest

from tests.cli.running import CommandLine


@pytest.fixture
def hospes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> CommandLine:
    """Runs a command and returns what it said."""
    return CommandLine(capsys, tmp_path)
