import pytest
from django.test import Client

from hospes.bookings.facts import Origin
from hospes.engine.change_solutions import change_solutions
from hospes.engine.clock import read_clock
from hospes.engine.heartbeat import beat, rest
from hospes.engine.take_in_bookings import take_in_bookings
from tests.engine.written import confirmation
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db


def test_it_is_alive_for_whoever_asks(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_it_is_ready_only_while_a_worker_is_alive(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "database": True, "migrations": True, "worker": False},
    )
    beat("w1", "worker", now=read_clock())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    rest("w1", now=read_clock())
    assert client.get("/readyz").status_code == 503


def test_metrics_count_the_whole_installation_and_name_nobody(client: Client) -> None:
    agency = make_agency()
    change_solutions(agency.id, confirmation(), now=NOW, by="test")
    take_in_bookings(agency.id, [make_facts("B1")], now=NOW, origin=Origin.LIVE)
    text = client.get("/metrics").content.decode()
    assert 'hospes_tasks{state="planned"} 1.0' in text
    assert "hospes_active_solutions 1.0" in text
    assert "example.com" not in text
