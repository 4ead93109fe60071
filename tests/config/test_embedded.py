"""The embedded PostgreSQL: real servers in folders of their own, killed and started again."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hospes.config import embedded
from hospes.kit.errors import Refused

HOLD = """
import sys
from pathlib import Path
from hospes.config import embedded
print(embedded.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "pg"
    embedded.leave(tmp_path / "pg")


def hold(folder: Path) -> "subprocess.Popen[str]":
    """Another process that uses the server until its standard input is closed."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline().startswith("postgresql://hospes:")
    return other


def server_number(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def gone(number: int) -> bool:
    """Wait until a process has ended."""
    try:
        ended = os.pidfd_open(number)
        try:
            return bool(select.select([ended], [], [], 30)[0])
        finally:
            os.close(ended)
    except ProcessLookupError:
        return True


def test_a_server_is_made_once_and_keeps_its_data(folder: Path) -> None:
    address = embedded.start(folder)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    number = server_number(folder)
    embedded.leave(folder)
    assert gone(number)
    assert embedded.start(folder) == address
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_the_login_is_no_superuser_and_needs_its_password(folder: Path) -> None:
    address = embedded.start(folder)
    with psycopg.connect(address) as connection:
        query = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(query).fetchone() == (False, True, True)
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(address.replace(f":{embedded.password_of(folder)}@", "@"))


def test_other_users_of_the_machine_find_everything_closed(folder: Path) -> None:
    embedded.start(folder)
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("data", "socket", "password")}
    assert modes == {"data": 0o700, "socket": 0o700, "password": 0o600}


def test_the_server_ends_with_its_last_user_also_when_that_one_is_killed(folder: Path) -> None:
    first, second = hold(folder), hold(folder)
    number = server_number(folder)
    first.kill()
    first.communicate()
    os.kill(number, 0)
    second.kill()
    second.communicate()
    assert gone(number)


def test_after_a_kill_of_everything_it_starts_again(folder: Path) -> None:
    other = hold(folder)
    address = embedded.address(folder, "hospes", "hospes")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    number, keeper = server_number(folder), int((folder / "keeper.pid").read_text())
    for victim in (number, keeper, other.pid):
        os.kill(victim, signal.SIGKILL)
    other.communicate()
    assert gone(number)
    with psycopg.connect(embedded.start(folder)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)


def test_a_note_that_names_somebody_elses_process_does_not_matter(folder: Path) -> None:
    other = hold(folder)
    note = (folder / "data" / "postmaster.pid").read_text()
    number = server_number(folder)
    other.communicate()
    assert gone(number)
    (folder / "data" / "postmaster.pid").write_text(note.replace(str(number), str(os.getpid()), 1))
    assert embedded.start(folder)


def test_a_server_that_dies_is_started_again(folder: Path) -> None:
    address = embedded.start(folder)
    number = server_number(folder)
    begin = (folder / "log").stat().st_size
    os.kill(number, signal.SIGKILL)
    assert gone(number)
    wait_for_line(folder / "log", "ready to accept connections", begin)
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def wait_for_line(file: Path, line: str, begin: int) -> None:
    """Follow a file until it says something."""
    with subprocess.Popen(
        ["tail", "-c", f"+{begin + 1}", "-F", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as tail:
        assert tail.stdout is not None
        for seen in tail.stdout:
            if line in seen:
                break
        tail.kill()


def test_data_of_another_version_are_refused_in_one_sentence(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Refused) as refused:
        embedded.start(folder)
    assert str(refused.value) == (
        f"The data in {folder} are of PostgreSQL 15, this is 18: restore a backup into an empty folder, or"
        " use the version of Hospes that made them."
    )


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence() -> None:
    assert embedded.sentence_for(13, Path("/srv/hospes"), "") == (
        "The folder /srv/hospes cannot be written: run as the user who owns it, or set HOSPES_VAR."
    )


def test_a_full_disk_is_said_in_one_sentence() -> None:
    seen = "FATAL:  could not write lock file: No space left on device"
    assert embedded.sentence_for(None, Path("/srv/hospes"), seen) == (
        "The disk that holds /srv/hospes is full: make room, then start again; nothing is lost."
    )


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    folder = tmp_path / ("deep" * 20) / "pg"
    try:
        with psycopg.connect(embedded.start(folder)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        embedded.leave(folder)
    assert embedded.sockets_of(folder).parent == Path("/tmp")
