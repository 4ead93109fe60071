"""The worker: the loops of the engine, in one process."""

import asyncio
import os
import secrets
import signal
import socket
import threading
from functools import partial

import structlog
from django.db import DatabaseError, connection
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from hospes.delivery.check_durability import check_durability
from hospes.dispatch.models import Lane
from hospes.engine.clock import read_clock
from hospes.engine.heartbeat import rest
from hospes.engine.listen import Listener
from hospes.engine.loops import Loop
from hospes.engine.stages import beat_heart, execute_due, fill_bulks, send_lane, sweep

log = structlog.get_logger(__name__)
LOOKS = 0.5  # seconds after which a waiting thread looks whether it should stop
PATIENCE = 25.0  # seconds that a loop may take to finish its step


def run_worker(*, stopping: threading.Event | None = None) -> None:
    """Run the engine until SIGTERM or SIGINT (or `stopping`): execute due tasks, send messages, sweep, beat.

    Any number of workers may run on one database. Refuses to start where a commit does not mean that the data
    are on disk: a crash would then send messages twice.

    Raises:
        Refused: the database does not promise durability.
    """
    check_durability()
    stopping = stopping or stop_by_signal()
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    loops = make_loops(name, stopping)
    ears = Listener(partial(ring_all, loops), stopping)
    jobs = threading.Thread(target=run_jobs, args=[name, stopping], name="jobs", daemon=True)
    for thread in (*loops, ears, jobs):
        thread.start()
    log.info("worker_started", worker=name)
    stopping.wait()
    ring_all(loops)
    for thread in (*loops, ears, jobs):
        thread.join(PATIENCE)
    say_farewell(name)


def make_loops(name: str, stopping: threading.Event) -> list[Loop]:
    """The loops of a worker: one for each lane, so that a bulk never delays a code."""
    steps = {lane: partial(send_lane, lane, name, stopping.is_set) for lane in Lane}
    senders = [Loop(f"send-{lane.name.lower()}", step, stopping) for lane, step in steps.items()]
    executor = Loop("execute", partial(execute_due, partial(ring_all, senders)), stopping)
    bulks = Loop("bulks", partial(fill_bulks, partial(ring_all, senders)), stopping)
    sweeper = Loop("sweep", sweep, stopping)
    heart = Loop("heartbeat", partial(beat_heart, name), stopping)
    return [executor, *senders, bulks, sweeper, heart]


def ring_all(loops: list[Loop]) -> None:
    """Ring the bell of every loop."""
    for loop in loops:
        loop.bell.set()


def stop_by_signal() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    return stopping


def say_farewell(name: str) -> None:
    """Record the end, if the database is there to hear it."""
    try:
        rest(name, now=read_clock())
    except DatabaseError:
        log.warning("farewell_unheard", worker=name)
    finally:
        connection.close()
    log.info("worker_stopped", worker=name)


# ── Procrastinate ──────────────────────────────────────────────────────────────────────────────
def run_jobs(name: str, stopping: threading.Event) -> None:
    """Run Procrastinate's worker, again and again: it gives up when the database is away for long."""
    while not stopping.is_set():
        try:
            asyncio.run(work_on_jobs(name, stopping))
        except Exception:
            log.exception("jobs_failed", worker=name)
        stopping.wait(1.0)


async def work_on_jobs(name: str, stopping: threading.Event) -> None:
    """Procrastinate's worker until it ends or is told to."""
    connector = DjangoConnector().get_worker_connector()
    options: WorkerOptions = {"name": name, "concurrency": 2, "install_signal_handlers": False}
    with app.replace_connector(connector):
        async with app.open_async():
            work = asyncio.create_task(app.run_worker_async(**options))
            while not (work.done() or stopping.is_set()):
                await asyncio.wait([work], timeout=LOOKS)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
