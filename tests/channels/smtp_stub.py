"""An SMTP server that does exactly what a script says, for one connection after another."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

USUAL = {
    "greeting": b"220 stub ready\r\n",
    "EHLO": b"250-stub\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    "MAIL": b"250 2.1.0 sender ok\r\n",
    "RCPT": b"250 2.1.5 recipient ok\r\n",
    "DATA": b"354 go on\r\n",
    "final": b"250 2.0.0 Ok: queued as ABC123\r\n",
}
HANG_UP = b"hang up"
SILENCE = b"silence"


class SmtpStub(ThreadingTCPServer):
    """Answers by stage; keeps the contents that it was given."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answers: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), Talking)
        self.answers = {**USUAL, **answers}
        self.contents: list[bytes] = []
        self.lines: list[bytes] = []
        self.connections = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talking(StreamRequestHandler):
    """One connection."""

    server: SmtpStub

    def handle(self) -> None:
        self.server.connections += 1
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._say("greeting"):
            return
        while line := self.rfile.readline():
            self.server.lines.append(line)
            verb = line[:4].decode().upper()
            if not self._say(verb):
                return
            if verb == "DATA" and self.server.answers["DATA"].startswith(b"354") and not self._content():
                return

    def _content(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return False
        self.server.contents.append(b"".join(lines))
        return self._say("final")

    def _say(self, stage: str) -> bool:
        answer = self.server.answers.get(stage, b"500 5.5.1 what?\r\n")
        if answer == HANG_UP:
            return False
        if answer == SILENCE:
            self.rfile.read()
            return False
        if stage == "final" and answer.startswith(b"bytes "):
            for byte in answer.removeprefix(b"bytes "):
                self.wfile.write(bytes([byte]))
            return True
        self.wfile.write(answer)
        return True


@contextmanager
def smtp_stub(answers: Mapping[str, bytes] | None = None) -> Iterator[SmtpStub]:
    """A running stub."""
    with SmtpStub(answers or {}) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
