"""One kept connection to an SMTP server: commands pipelined where the server allows it.

Source: RFC 5321, 2920 (pipelining), 3207 (STARTTLS), 4954 (AUTH), 2034 (enhanced codes), 6531 (SMTPUTF8).
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hospes.kit.faults import fault_point

CRLF = b"\r\n"
LARGEST_REPLY = 64 * 1024
REPLY = re.compile(rb"(\d\d\d)([ -]?)(?:([245]\.\d{1,3}\.\d{1,3})(?: |$))?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's whole answer to one command."""

    code: int
    enhanced: str
    text: str

    @property
    def is_yes(self) -> bool:
        """The server did, or will do, what it was asked."""
        return 200 <= self.code < 400


class Rejection(Exception):
    """The server said no, before it had taken the message over; `stage` says to what."""

    def __init__(self, stage: str, reply: Reply) -> None:
        super().__init__(stage, reply.code)
        self.stage = stage
        self.reply = reply


class Garbled(Exception):
    """The server answered something that is no SMTP."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that each phase may take as a whole; RFC 5321 asks for 600 after the final dot."""

    connect: float = 15.0
    greeting: float = 30.0
    command: float = 60.0
    final: float = 600.0


class SmtpSession:
    """An open, greeted, encrypted and signed-in connection. Not shared between threads at one time.

    Raises (on opening): OSError (ssl.SSLError included), Rejection, Garbled.
    """

    def __init__(self, settings: Mapping[str, Any], password: str, limits: Limits) -> None:
        self._limits = limits
        self._buffer = b""
        self.used_at = time.monotonic()
        self._socket: socket.socket = socket.create_connection(
            (settings["host"], int(settings["port"])), timeout=limits.connect
        )
        try:
            self._open(settings, password)
        except BaseException:
            self.close()
            raise

    def _open(self, settings: Mapping[str, Any], password: str) -> None:
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        security = settings.get("security", "starttls")
        if security == "tls":
            self._encrypt(settings)
        self._expect("greeting", self.read_reply(self._limits.greeting))
        self._greet(settings)
        if security == "starttls":
            self._ask("starttls", b"STARTTLS")
            self._buffer = b""
            self._encrypt(settings)
            self._greet(settings)
        if settings.get("username"):
            self._sign_in(settings["username"], password)

    def _encrypt(self, settings: Mapping[str, Any]) -> None:
        context = ssl.create_default_context(cafile=settings.get("ca_file"))
        self._socket.settimeout(self._limits.connect)
        self._socket = context.wrap_socket(self._socket, server_hostname=settings["host"])

    def _greet(self, settings: Mapping[str, Any]) -> None:
        name = str(settings.get("ehlo_name") or "localhost").encode("ascii", "ignore")
        lines = self._ask("ehlo", b"EHLO " + name).text.upper().split("\n")
        self.features = {words[0]: set(words[1:]) for words in map(str.split, lines[1:]) if words}

    def _sign_in(self, username: str, password: str) -> None:
        ways = self.features.get("AUTH", set())
        if "PLAIN" in ways or "LOGIN" not in ways:
            self._ask("auth", b"AUTH PLAIN " + b64encode(f"\0{username}\0{password}".encode()))
            return
        self._ask("auth", b"AUTH LOGIN")
        self._ask("auth", b64encode(username.encode()))
        self._ask("auth", b64encode(password.encode()))

    def begin(self, sender: str, recipients: list[str], *, is_utf8: bool) -> list[str]:
        """Envelope and DATA; afterwards the server waits for the content.

        Returns:
            Recipients (never the first) that the server refused.

        Raises:
            Rejection: it refused the sender, the first recipient or DATA: nothing was taken.
        """
        option = b" SMTPUTF8 BODY=8BITMIME" if is_utf8 else b""
        commands = [b"MAIL FROM:<" + sender.encode() + b">" + option]
        commands += [b"RCPT TO:<" + recipient.encode() + b">" for recipient in recipients]
        commands.append(b"DATA")
        replies = self._pipelined(commands) if "PIPELINING" in self.features else self._in_turn(commands)
        self._expect("mail", replies[0])
        self._expect("rcpt", replies[1])
        self._expect("data", replies[-1])
        return [
            recipient
            for recipient, reply in zip(recipients[1:], replies[2:-1], strict=True)
            if not reply.is_yes
        ]

    def _pipelined(self, commands: list[bytes]) -> list[Reply]:
        self._write(CRLF.join([*commands, b""]))
        return [self.read_reply(self._limits.command) for _ in commands]

    def _in_turn(self, commands: list[bytes]) -> list[Reply]:
        replies = []
        for place, command in enumerate(commands):
            self._write(command + CRLF)
            replies.append(self.read_reply(self._limits.command))
            if place < 2 and not replies[-1].is_yes:
                self._expect(("mail", "rcpt")[place], replies[-1])
        return replies

    def write_content(self, content: bytes) -> bool:
        """Write the content and the final dot; dots at line starts are doubled.

        Returns:
            Whether the final dot was handed over: False means that the server cannot have taken it.
        """
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        if stuffed.startswith(b"."):
            stuffed = b"." + stuffed
        ending = b".\r\n" if stuffed.endswith(CRLF) else b"\r\n.\r\n"
        view = memoryview(stuffed + ending)
        written, needed = 0, len(view)
        self._socket.settimeout(self._limits.command)
        try:
            while written < needed:
                written += self._socket.send(view[written:])
        except OSError:
            return False
        return True

    def read_final(self) -> Reply:
        """The answer to the final dot."""
        reply = self.read_reply(self._limits.final, seen="K6")
        self.used_at = time.monotonic()
        return reply

    def close(self) -> None:
        """Drop the connection; QUIT is a courtesy that nobody waits for."""
        try:
            self._socket.close()
        except OSError:
            return

    def _ask(self, stage: str, command: bytes) -> Reply:
        self._write(command + CRLF)
        return self._expect(stage, self.read_reply(self._limits.command))

    def _expect(self, stage: str, reply: Reply) -> Reply:
        if not reply.is_yes:
            raise Rejection(stage, reply)
        return reply

    def _write(self, content: bytes) -> None:
        self._socket.settimeout(self._limits.command)
        self._socket.sendall(content)

    def read_reply(self, limit: float, seen: str = "") -> Reply:
        """One answer, however its bytes are split, within one limit for the whole of it."""
        ends_at = time.monotonic() + limit
        lines = [self._read_line(ends_at, seen)]
        while lines[-1][3:4] == b"-":
            lines.append(self._read_line(ends_at, ""))
            if sum(map(len, lines)) > LARGEST_REPLY:
                raise Garbled("The server's answer is too long.")
        found = REPLY.fullmatch(lines[-1])
        if not found:
            raise Garbled("The server's answer is no SMTP.")
        text = b"\n".join(line[4:] for line in lines).decode(errors="replace")
        return Reply(int(found[1]), (found[3] or b"").decode(), text)

    def _read_line(self, ends_at: float, seen: str) -> bytes:
        while CRLF not in self._buffer and b"\n" not in self._buffer:
            remaining = ends_at - time.monotonic()
            if remaining <= 0:
                raise TimeoutError("The server did not answer in time.")
            self._socket.settimeout(remaining)
            found = self._socket.recv(16384)
            if seen:
                fault_point(seen)
            if not found:
                raise ConnectionResetError("The server hung up.")
            self._buffer += found
            if len(self._buffer) > LARGEST_REPLY:
                raise Garbled("The server's answer is too long.")
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.rstrip(b"\r")
