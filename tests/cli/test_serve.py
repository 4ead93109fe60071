"""The supervised tree, for real: its children die and come back, and all of it ends together."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import command, environment


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


class Tree:
    """A running `hospes serve`, followed by what it logs."""

    def __init__(self, var: Path, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hospes", "serve", "--port", str(port)],
            env=environment(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_for(self, event: str, **fields: Any) -> dict[str, Any]:
        """Read the log until an event comes; the process ending instead is a failure."""
        assert self.process.stdout is not None
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            entry = json.loads(line) if line.startswith("{") else {}
            if entry.get("event") == event and all(
                entry.get(name) == value for name, value in fields.items()
            ):
                return entry
        raise AssertionError("".join(seen))

    def get(self, path: str) -> tuple[int, str]:
        """Ask the web; the listening socket is there before the child is, so nothing is tried again."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def end(self, sign: signal.Signals) -> int:
        """Tell the supervisor to end and wait for it."""
        self.process.send_signal(sign)
        return self.wait()

    def wait(self) -> int:
        """Read what it still says, and wait for its end."""
        if self.process.stdout is not None and not self.process.stdout.closed:
            self.process.stdout.read()
            self.process.stdout.close()
        return self.process.wait()


@contextmanager
def serving(var: Path) -> Iterator[Tree]:
    tree = Tree(var, free_port())
    try:
        yield tree
    finally:
        if tree.process.poll() is None:
            tree.process.kill()
        tree.wait()


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation of its own, with an embedded server of its own."""
    return tmp_path_factory.mktemp("installation")


def has_ended(number: int) -> bool:
    """Wait until a process that is not our child has ended."""
    try:
        descriptor = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 60)[0])
    finally:
        os.close(descriptor)


@pytest.mark.faults
@pytest.mark.xdist_group("serve")
def test_killed_children_are_started_again_and_ctrl_c_ends_all(var: Path) -> None:
    with serving(var) as tree:
        first = {name: tree.wait_for("child_started", child=name)["process"] for name in ("web", "worker")}
        tree.wait_for("worker_started")
        again = []
        for name, number in first.items():
            os.kill(number, signal.SIGKILL)
            assert tree.wait_for("child_died", child=name)["code"] == -signal.SIGKILL
            again.append(tree.wait_for("child_started", child=name)["process"])
        assert tree.get("/healthz") == (200, "ok\n")
        server = int((var / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])
        assert tree.end(signal.SIGINT) == 0
        assert all(has_ended(number) for number in (*again, server))


@pytest.mark.faults
@pytest.mark.xdist_group("serve")
def test_a_killed_supervisor_leaves_no_orphans(var: Path) -> None:
    with serving(var) as tree:
        children = [tree.wait_for("child_started", child=name)["process"] for name in ("web", "worker")]
        server = int((var / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])
        tree.process.kill()
        assert all(has_ended(number) for number in (*children, server))


@pytest.mark.faults
@pytest.mark.xdist_group("serve")
def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        said = command(["serve", "--port", str(port)], tmp_path / "var")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"Port {port} on 127.0.0.1 cannot be opened (Address already in use): stop what uses it, or choose"
        " another with --port.\n"
    )
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "nonsense",
            "DATABASE_URL is not the address of a database:"
            " write it as postgresql://user:password@host:5432/database.\n",
        ),
        (
            "mysql://a@b/c",
            "Hospes keeps its data in PostgreSQL, DATABASE_URL names something else:"
            " write it as postgresql://user:password@host:5432/database.\n",
        ),
    ],
)
def test_a_wrong_database_url_is_one_sentence(tmp_path: Path, address: str, sentence: str) -> None:
    said = command(["agency", "list"], tmp_path, DATABASE_URL=address)
    assert (said.code, said.out, said.err) == (1, "", sentence)


def test_a_database_that_is_down_is_one_sentence(tmp_path: Path) -> None:
    said = command(["agency", "list"], tmp_path, DATABASE_URL=f"postgresql://a:b@127.0.0.1:{free_port()}/x")
    assert said.code == 1
    assert said.err.startswith("The database does not answer (")
    assert said.err.endswith("): start it, or correct DATABASE_URL.\n")
    assert said.err.count("\n") == 1
