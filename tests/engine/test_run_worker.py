"""The worker, for real: its threads on the test database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection, connections

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.dispatch.models import Message
from hospes.engine.change_solutions import change_solutions
from hospes.engine.clock import read_clock
from hospes.engine.heartbeat import living_workers
from hospes.engine.models import Worker
from hospes.engine.run_worker import run_worker
from hospes.engine.take_in_bookings import take_in_bookings
from hospes.planning.models import Task
from tests.engine.written import confirmation
from tests.making import make_agency, make_facts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("worker")]


def eager_agency() -> Agency:
    """An agency without the grace in which payments and edits settle."""
    agency = make_agency("Costa Blava")
    change_agency(agency.id, grace=timedelta(0))
    return agency


def fresh(reference: str, now: datetime) -> BookingFacts:
    """A booking that was made just now for next month."""
    arrival = now.date() + timedelta(days=30)
    return make_facts(reference, booked_at=now, arrival=arrival, departure=arrival + timedelta(days=7))


@contextmanager
def working(count: int = 1) -> Iterator[None]:
    """Workers in threads of this process; they end with the block."""
    stopping = threading.Event()
    threads = [threading.Thread(target=work, args=[stopping]) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def work(stopping: threading.Event) -> None:
    run_worker(stopping=stopping)
    connections.close_all()


def wait_until(sentence: str, rounds: int = 300) -> bool:
    """Ask the database until the answer is yes; between two questions it is the database that waits."""
    for _ in range(rounds):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ({sentence}), pg_sleep(0.1)")
            if cursor.fetchone()[0]:
                return True
    return False


def test_s7_a_booking_that_comes_in_is_answered_by_a_working_worker() -> None:
    agency = eager_agency()
    change_solutions(agency.id, confirmation(), now=read_clock(), by="test")
    with working():
        now = read_clock()
        take_in_bookings(agency.id, [fresh("B1", now)], now=now, origin=Origin.LIVE)
        assert wait_until("EXISTS (SELECT FROM dispatch_message WHERE state = 'sent')")
    message = Message.objects.get()
    assert (message.subject, message.state, message.to_address) == (
        "Your booking B1",
        "sent",
        "guest-b1@example.com",
    )


def test_a_task_goes_when_its_time_comes_without_a_wake_up() -> None:
    agency = eager_agency()
    change_solutions(agency.id, confirmation(), now=read_clock(), by="test")
    now = read_clock()
    take_in_bookings(agency.id, [fresh("B1", now)], now=now, origin=Origin.LIVE)
    Task.objects.update(due_at=now + timedelta(seconds=3))
    with working():
        assert wait_until("EXISTS (SELECT FROM dispatch_message WHERE state = 'sent')")
    executed_at = Task.objects.get().executed_at
    assert executed_at is not None
    assert executed_at >= now + timedelta(seconds=3)


def test_two_workers_execute_every_task_once() -> None:
    agency = eager_agency()
    change_solutions(agency.id, confirmation(), now=read_clock(), by="test")
    now = read_clock()
    facts = [fresh(f"B{n}", now) for n in range(300)]
    with working(2):
        take_in_bookings(agency.id, facts, now=now, origin=Origin.LIVE)
        assert wait_until("SELECT count(*) = 300 FROM dispatch_message WHERE state = 'sent'")
    assert Message.objects.count() == 300
    assert set(Task.objects.values_list("state", flat=True)) == {"done"}


def test_a_worker_is_alive_while_it_works_and_says_when_it_ends() -> None:
    Worker.objects.all().delete()
    with working():
        assert wait_until("EXISTS (SELECT FROM engine_worker WHERE stopped_at IS NULL)")
        assert len(living_workers(now=read_clock())) == 1
    assert living_workers(now=read_clock()) == []
    assert Worker.objects.get().stopped_at is not None


def test_a_worker_survives_that_its_connections_are_cut() -> None:
    agency = eager_agency()
    change_solutions(agency.id, confirmation(), now=read_clock(), by="test")
    with working():
        assert wait_until("EXISTS (SELECT FROM engine_worker WHERE stopped_at IS NULL)")
        cut_all_other_connections()
        now = read_clock()
        take_in_bookings(agency.id, [fresh("B1", now)], now=now, origin=Origin.LIVE)
        assert wait_until("EXISTS (SELECT FROM dispatch_message WHERE state = 'sent')")


def cut_all_other_connections() -> None:
    """What a restart of the database does to a worker."""
    line: psycopg.Connection = connection.connection
    others = "datname = current_database() AND pid <> %s"
    query = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    line.execute(query, [line.info.backend_pid])
