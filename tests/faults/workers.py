"""Worker processes for tests that kill them: forked from a clean process that has the product loaded.

A child says "ready" on its pipe when it is connected, sends until nothing is left to send (or for ever), and
may be armed to kill itself at a named point.
"""

from __future__ import annotations

import multiprocessing
import os
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from threading import Event
from typing import Any

LEASE = 2.0
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospes.config.settings")


def start(database: dict[str, Any], faults: str = "", *, forever: bool = False) -> BaseProcess:
    """Start a worker on a database."""
    os.environ["HOSPES_LEASE"] = str(LEASE)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.preloaded"])
    process = context.Process(target=work, args=(database, faults, forever), daemon=True)
    process.start()
    return process


def work(database: dict[str, Any], faults: str, forever: bool) -> None:
    """Send and execute until there is nothing to do; `forever` waits for more."""
    from django.db import OperationalError, connections  # noqa: PLC0415

    from hospes.delivery.send_messages import send_messages  # noqa: PLC0415
    from hospes.dispatch.execute_tasks import execute_tasks  # noqa: PLC0415
    from hospes.kit.faults import arm_faults  # noqa: PLC0415

    connections["default"].settings_dict.update(database)
    arm_faults(faults)
    while True:
        try:
            executed = execute_tasks(now=now(), limit=50)
            sent = send_messages(1, worker=f"pid-{os.getpid()}", clock=now, limit=100)
            is_idle = not (executed.tasks or sent.total)
        except OperationalError:  # the engine's loops begin again too
            connections["default"].close()
            is_idle = True
        if is_idle and not forever:
            return
        if is_idle:
            Event().wait(0.05)


def now() -> datetime:
    """The clock of this machine, which is also the database's."""
    return datetime.now(UTC)
