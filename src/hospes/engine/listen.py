"""Hear wake-ups: a thread that listens on the channel and rings the loops' bells."""

import threading
from collections.abc import Callable

import psycopg
import structlog
from django.db import connections
from psycopg import sql

from hospes.engine.wake import CHANNEL

log = structlog.get_logger(__name__)
LOOKS = 1.0  # seconds after which the thread looks whether it should stop


class Listener(threading.Thread):
    """Listens for wake-ups on a connection of its own and connects again whenever it is lost.

    After every connection it rings once, for what was missed. Behind a pooler that drops notifications the
    loops still look by themselves.
    """

    def __init__(self, ring: Callable[[], None], stopping: threading.Event) -> None:
        super().__init__(name="listen", daemon=True)
        self.ring = ring
        self.stopping = stopping

    def run(self) -> None:
        """Listen until told to stop."""
        while not self.stopping.is_set():
            try:
                self.listen()
            except (psycopg.Error, OSError) as error:
                log.warning("listener_away", kind=type(error).__name__)
                self.stopping.wait(LOOKS)

    def listen(self) -> None:
        """Listen on one connection."""
        parameters = connections["default"].get_connection_params()
        kept = {key: value for key, value in parameters.items() if key not in {"cursor_factory", "context"}}
        with psycopg.connect(**kept, autocommit=True) as line:
            line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self.ring()
            while not self.stopping.is_set():
                for _ in line.notifies(timeout=LOOKS, stop_after=1):
                    self.ring()
