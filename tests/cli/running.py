"""Runs commands: in this process on the test database, or for real in a process of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hospes.cli.main import run
from hospes.config.installation import Installation


class HereInstallation(Installation):
    """The installation of the test run: Django is set up and the database is the test database."""

    def connect(self, database: str = "hospes") -> None:
        """Nothing is missing."""

    def keep_database(self, database: str = "hospes") -> None:
        """It runs."""


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs commands in this process."""

    capture: pytest.CaptureFixture[str]
    var: Path

    def __call__(self, *words: str) -> Said:
        code = run(words, HereInstallation(self.var))
        out, err = self.capture.readouterr()
        return Said(code, out, err)


def environment(var: Path, **changes: str) -> dict[str, str]:
    """The environment of a machine whose installation is `var`, with the embedded PostgreSQL."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HOSPES_", "DATABASE_URL"))
    }
    return {**kept, "HOSPES_VAR": str(var), **changes}


def command(words: Sequence[str], var: Path, **changes: str) -> Said:
    """Run a command for real, to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "hospes", *words],
        env=environment(var, **changes),
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
