"""A provider for tests: talks to `ScriptedServer` in another process over a local socket.

The server's append-only log is the truth that tests compare with; it survives the kill of any worker. One
line of JSON asks, one answers. Three names, one for each class: what differs is only what the machine may
do when the answer is missing.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from hospes.channels.protocol import Answer, Envelope, Outcome, Safety, boot_clock
from hospes.kit.faults import fault_point


class ScriptedProvider:
    """Settings: host, port of the server; `timeout` in seconds. Class *blind*."""

    name: ClassVar[str] = "scripted"
    safety: ClassVar[Safety] = Safety.BLIND
    key_lifetime: ClassVar[timedelta] = timedelta(0)

    def __init__(self, settings: Mapping[str, Any], secret: str) -> None:
        del secret
        self._address = (str(settings.get("host", "127.0.0.1")), int(settings["port"]))
        self._timeout = float(settings.get("timeout", 5.0))

    def send(self, envelope: Envelope) -> Outcome:
        """Ask the server to take a message; no answer means that nobody knows."""
        if boot_clock() >= envelope.not_after:
            return Outcome(Answer.DEFERRED, "lease_over")
        asked = {
            "do": "send",
            "key": envelope.key,
            "to": list(envelope.recipients),
            "class": self.safety.value,
        }
        try:
            wire = socket.create_connection(self._address, timeout=self._timeout)
        except OSError as error:
            return Outcome(Answer.DEFERRED, "no_route", str(error)[:500], is_connection=True)
        with wire:
            return self._ask(wire, asked)

    def look_up(self, key: str) -> Outcome | None:
        """Ask the server whether it has taken a key."""
        with socket.create_connection(self._address, timeout=self._timeout) as wire:
            found = self._ask(wire, {"do": "look_up", "key": key})
        return found if found.answer is Answer.ACCEPTED else None

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, wire: socket.socket, asked: Mapping[str, Any]) -> Outcome:
        try:
            wire.sendall(json.dumps(asked).encode() + b"\n")
            fault_point("K5")
            with wire.makefile("rb") as lines:
                line = lines.readline(65536)
            fault_point("K6")
            answer = json.loads(line)
        except (OSError, ValueError) as error:
            return Outcome(Answer.UNCERTAIN, "no_answer", str(error)[:500])
        wait = answer.get("retry_after")
        return Outcome(
            Answer(answer["answer"]),
            answer.get("code", ""),
            answer.get("detail", ""),
            provider_id=answer.get("id", ""),
            retry_after=None if wait is None else timedelta(seconds=wait),
            is_connection=bool(answer.get("is_connection")),
        )


class KeyedScripted(ScriptedProvider):
    """The same, deduping by our key."""

    name: ClassVar[str] = "scripted_keyed"
    safety: ClassVar[Safety] = Safety.KEYED
    key_lifetime: ClassVar[timedelta] = timedelta(hours=24)


class LookupScripted(ScriptedProvider):
    """The same, telling what it has taken."""

    name: ClassVar[str] = "scripted_lookup"
    safety: ClassVar[Safety] = Safety.LOOKUP
    key_lifetime: ClassVar[timedelta] = timedelta(0)
