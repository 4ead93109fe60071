"""PostgreSQL crashes under load: nothing lost, nothing twice (F07, K11); tasks are executed once by two."""

from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from pytest_django.plugin import DjangoDbBlocker

from hospes.config import embedded
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue
from tests.faults.truth import database, settle, twice
from tests.faults.workers import now, start
from tests.making import make_agency, make_facts, make_solution, make_template, take_in

pytestmark = pytest.mark.faults
DUE = datetime(2026, 6, 11, 13, 0, tzinfo=UTC)


@pytest.fixture
def own_cluster(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> object:
    """A throw-away PostgreSQL with the product's tables, that may be crashed."""
    before = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(dj_database_url.parse(embedded.start(tmp_path / "pg")))
        call_command("migrate", verbosity=0)
        yield
        connection.close()
        embedded.leave(tmp_path / "pg")
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
    assert settings.DATABASES


def crash() -> None:
    """Kill −9 a backend: the postmaster ends all others at once and recovers from the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            os.kill(cursor.fetchone()[0], signal.SIGKILL)
    except OperationalError:
        pass
    connection.close()


def left() -> int:
    """How many are still to go; many while the database recovers."""
    try:
        return Message.objects.filter(state="queued").values("id").count()
    except OperationalError:
        connection.close()
        return 10**6


def test_crashes_of_the_database_lose_nothing_and_repeat_nothing(own_cluster: object, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.touch()
    with scripted_server(log) as port:
        connect(agency := make_sender(), "scripted", port)
        queue(agency, 1500, now=now())
        workers = [start(database(), forever=True) for _ in range(2)]
        for number in range(1, 6):
            for _ in range(500):
                if left() <= 1500 - number * 200:
                    break
                Event().wait(0.02)
            crash()
        for _ in range(1000):
            if left() == 0:
                break
            Event().wait(0.02)
        for worker in workers:
            worker.kill()
            worker.join(timeout=10)
        settle()

    assert twice([log]) == {}
    assert set(Message.objects.values_list("state", flat=True)) <= {"sent", "uncertain"}
    unknown = Message.objects.filter(state="uncertain").values("id").count()
    assert unknown <= 2 * 4 * 6
    assert len(taken(log)) >= 1500 - unknown


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_execute_a_task_twice() -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency)
    take_in(agency, *(make_facts(f"B{n}") for n in range(200)))
    made: list[int] = []

    def execute() -> None:
        while (done := execute_tasks(now=DUE, limit=7)).tasks:
            made.append(done.messages)
        connection.close()

    threads = [threading.Thread(target=execute) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(made) == 200
    assert Message.objects.values("id").count() == 200
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}
