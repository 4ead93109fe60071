"""5,000 messages, 30 kills, 5 stopped and continued workers: 0 lost, 0 twice, the rest visible (F02, F04)."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event

import pytest

from hospes.delivery.models import Attempt
from hospes.dispatch.models import Message
from hospes.dispatch.release_leases import release_leases
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue
from tests.faults.smtp_log_server import smtp_log_server
from tests.faults.truth import database, settle, twice
from tests.faults.workers import now, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
KILLS = 30
ZOMBIES = 5
SHARES = {"smtp": 2000, "scripted_keyed": 1200, "scripted_lookup": 1200, "scripted": 600}
SEED = 7


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Until the condition holds, for so many seconds at most."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return True
        Event().wait(0.02)
    return False


def left() -> int:
    return Message.objects.filter(state__in=("queued", "sending")).values("id").count()


def is_down_to(threshold: int) -> bool:
    return left() <= threshold


class Storm:
    """Workers that are killed, stopped and replaced while they send."""

    def __init__(self, workers: int) -> None:
        self.chance = random.Random(SEED)
        self.workers = [self._new() for _ in range(workers)]
        self.asleep: list[BaseProcess] = []

    def _new(self) -> BaseProcess:
        return start(database(), forever=True)

    def kill_one(self) -> None:
        """Kill −9 a random worker and start another."""
        victim = self.workers.pop(self.chance.randrange(len(self.workers)))
        self._signal(victim, signal.SIGKILL)
        victim.join(timeout=10)
        self.workers.append(self._new())

    def stop_one(self) -> None:
        """Put a random worker to sleep and start another; it sleeps until after its lease."""
        sleeper = self.workers.pop(self.chance.randrange(len(self.workers)))
        self._signal(sleeper, signal.SIGSTOP)
        self.asleep.append(sleeper)
        self.workers.append(self._new())

    def wake_all(self) -> None:
        """Continue the sleepers; they find out that others took over."""
        for sleeper in self.asleep:
            self._signal(sleeper, signal.SIGCONT)
            self.workers.append(sleeper)
        self.asleep.clear()

    def end(self) -> None:
        """Kill all that are left."""
        self.wake_all()
        for worker in self.workers:
            self._signal(worker, signal.SIGKILL)
            worker.join(timeout=10)

    @staticmethod
    def _signal(worker: BaseProcess, number: signal.Signals) -> None:
        if worker.pid is not None and worker.exitcode is None:
            os.kill(worker.pid, number)


def rage(storm: Storm, total: int) -> None:
    """Strike when the next share of the messages is gone, so that all strikes hit while they send."""
    strikes = [*["kill"] * KILLS, *["stop"] * ZOMBIES]
    storm.chance.shuffle(strikes)
    for number, strike in enumerate(strikes, start=1):
        threshold = total - total * number // (len(strikes) + 2)
        wait_for(partial(is_down_to, threshold), 4.0)
        release_leases(now=now())
        storm.kill_one() if strike == "kill" else storm.stop_one()
        if strike == "kill" and number % 6 == 0:
            storm.wake_all()


def test_nothing_is_lost_or_repeated_in_a_storm(tmp_path: Path) -> None:
    logs = {name: tmp_path / name for name in SHARES}
    with ExitStack() as stack:
        for name, count in SHARES.items():
            logs[name].touch()
            faults = {
                "guest-7@example.com": ["accept_silently", "accept"],
                "guest-9@example.com": ["silent", "accept"],
            }
            serve = smtp_log_server(logs[name]) if name == "smtp" else scripted_server(logs[name], faults)
            agency = make_sender(name=f"Agency {name.replace('_', ' ')}")
            connect(agency, name, stack.enter_context(serve))
            queue(agency, count, now=now())
            Message.objects.filter(agency=agency).values("id").update(to_name=name)
        storm = Storm(workers=3)
        rage(storm, sum(SHARES.values()))
        wait_for(lambda: left() == 0 or bool(release_leases(now=now()).lapsed), 2.0)
        storm.end()
        settle()

    for name, log in logs.items():
        assert twice([log]) == {}, name
        sent = Message.objects.filter(to_name=name, state="sent").values_list("to_address", flat=True)
        assert set(sent) <= set(taken(log)), name
    rows = Message.objects.values_list("to_name", "state")
    assert {row for row in rows if row[1] not in ("sent", "uncertain")} == set()
    unknown = Message.objects.filter(state="uncertain")
    assert set(unknown.values_list("to_name", flat=True)) <= {"smtp", "scripted"}
    assert unknown.values("id").count() <= (KILLS + ZOMBIES) * 4 + 2
    assert Attempt.objects.filter(outcome="accepted").values("id").count() > 4500
