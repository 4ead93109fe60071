"""An SMTP server in a process of its own: aiosmtpd that writes every recipient into a log, then says 250.

`python -m tests.faults.smtp_log_server LOG` prints its port.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).parents[2]


class Logging:
    """Takes everything."""

    def __init__(self, log: Path) -> None:
        self.log = log.open("a", encoding="utf-8")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.log.write(json.dumps({"to": envelope.rcpt_tos}) + "\n")
        self.log.flush()
        return "250 2.0.0 taken"


@contextmanager
def smtp_log_server(log: Path) -> Iterator[int]:
    """A running server; gives its port."""
    command = [sys.executable, "-m", "tests.faults.smtp_log_server", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Logging(Path(sys.argv[1])), hostname="127.0.0.1", port=port)
    controller.start()
    print(port, flush=True)
    Event().wait()
