"""`./run hospes` works where the caller stands."""

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from hospes.channels.models import Connection
from tests.architecture.house import ROOT
from tests.cli.running import environment
from tests.making import make_agency

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not (ROOT / ".venv/.synced").exists(), reason="./run has not made .venv here"),
]


def run(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command from a folder, on the test database, with the folder `mine` there for what it keeps."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return subprocess.run(
        [ROOT / "run", "hospes", *words],
        cwd=folder,
        env=environment(Path("mine"), DATABASE_URL=urlunsplit(url)),
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_files_and_folders_that_are_named_count_from_where_the_caller_stands(tmp_path: Path) -> None:
    make_agency()
    (tmp_path / "hospes").mkdir()
    (tmp_path / "hospes/__init__.py").write_text("raise SystemExit('not this one')")

    done = run(tmp_path, "solutions", "export", "rules.yaml")

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "rules.yaml").exists()
    assert (tmp_path / "mine/secret/key").exists()


def test_a_password_from_standard_input_is_stored(tmp_path: Path) -> None:
    make_agency()
    words = ("--host", "mail.example.com", "--user", "stay", "--password-stdin")

    done = run(tmp_path, "connection", "save", "Office", *words, given="open sesame\n")

    assert (done.returncode, done.stderr) == (0, "")
    saved = Connection.objects.get()
    assert saved.secret
    assert "open sesame" not in f"{saved.secret}{saved.settings}{done.stdout}"
