"""The server behind the scripted provider: a process of its own whose log is the truth of what was taken.

`python -m tests.delivery.scripted_server LOG [FAULTS]` prints its port. Each key that it takes goes into
LOG as a line, flushed before the answer. FAULTS is JSON: key or address → list of what to do, one a try:
"accept", "accept_silently" (take it, hang up), "silent" (hang up), "defer", "refuse", "retry_after:SECONDS",
"trouble" (of the connection); the last one stays.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Lock
from typing import Any

ROOT = Path(__file__).parents[2]


class ScriptedServer(ThreadingTCPServer):
    """Takes messages as its script says."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, log: Path, faults: dict[str, list[str]]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.log = log.open("a", encoding="utf-8")
        self.faults = faults
        self.taken: set[str] = set()
        self.lock = Lock()

    def answer(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to one request; None hangs up."""
        with self.lock:
            if asked["do"] == "look_up":
                return {"answer": "accepted" if asked["key"] in self.taken else "refused", "id": asked["key"]}
            what = self._script(asked)
            if what.startswith("accept"):
                self._take(asked)
            return _accepted(asked) if what == "accept" else ANSWERS.get(what)

    def _script(self, asked: dict[str, Any]) -> str:
        steps = self.faults.get(asked["to"][0]) or self.faults.get("*") or ["accept"]
        return steps.pop(0) if len(steps) > 1 else steps[0]

    def _take(self, asked: dict[str, Any]) -> None:
        if asked["class"] == "keyed" and asked["key"] in self.taken:
            return
        self.taken.add(asked["key"])
        self.log.write(json.dumps({"key": asked["key"], "to": asked["to"]}) + "\n")
        self.log.flush()


def _accepted(asked: dict[str, Any]) -> dict[str, Any]:
    return {"answer": "accepted", "code": "ok", "id": asked["key"]}


ANSWERS: dict[str, dict[str, Any]] = {
    "defer": {"answer": "deferred", "code": "busy"},
    "refuse": {"answer": "refused", "code": "unknown_address", "detail": "No such mailbox."},
    "trouble": {"answer": "deferred", "code": "auth", "is_connection": True},
    "retry_after:7": {"answer": "deferred", "code": "429", "retry_after": 7},
}


class Answering(StreamRequestHandler):
    """One request on one connection."""

    server: ScriptedServer

    def handle(self) -> None:
        line = self.rfile.readline()
        if not line:
            return
        answer = self.server.answer(json.loads(line))
        if answer is not None:
            self.wfile.write(json.dumps(answer).encode() + b"\n")


@contextmanager
def scripted_server(log: Path, faults: dict[str, list[str]] | None = None) -> Iterator[int]:
    """A running server in a process of its own; gives its port."""
    command = [sys.executable, "-m", "tests.delivery.scripted_server", str(log), json.dumps(faults or {})]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def taken(log: Path) -> list[str]:
    """The first recipients of what the server has taken, in order."""
    return [json.loads(line)["to"][0] for line in log.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    server = ScriptedServer(Path(sys.argv[1]), json.loads(sys.argv[2]))
    print(server.server_address[1], flush=True)
    server.serve_forever(poll_interval=0.1)
