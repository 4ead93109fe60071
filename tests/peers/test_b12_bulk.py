"""B12: the speed of bulk messages. One limit for each connection, over all workers; put off, never left out.

What people suffered from: a limit for each worker, so that the provider throttled and recipients were
silently left out (knadh/listmonk #2974, #2663), messages marked as sent that were not (#1518), counts that
were off (#2184), and lists that stopped (#2500, #3017, #2622).
"""

from datetime import timedelta
from pathlib import Path

import pytest

from hospes.channels.models import Connection
from hospes.delivery.send_messages import send_messages
from hospes.dispatch.models import Lane, Message
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue, ticking
from tests.making import NOW

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def test_two_workers_share_the_limit_of_one_connection(tmp_path: Path) -> None:
    # listmonk #2974, #2663: ten workers meant ten times the limit.
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        connect(agency, "scripted", port, per_second=50.0)
        queue(agency, 10)
        clock = ticking(NOW).__next__
        for worker in ("w1", "w2"):
            send_messages(Lane.TRANSACTIONAL, worker=worker, clock=clock, limit=5)

    spaced_until = Connection.objects.get().spaced_until
    assert spaced_until is not None
    assert spaced_until >= NOW + timedelta(seconds=10 / 50)
    assert len(taken(tmp_path / "log")) == 10


def test_whom_the_provider_throttles_gets_it_later(tmp_path: Path) -> None:
    # listmonk #2974, #1518: throttled recipients were skipped, and counted as sent.
    agency = make_sender()
    answers = {f"guest-{number}@example.com": ["defer", "accept"] for number in range(1, 6)}
    with scripted_server(tmp_path / "log", answers) as port:
        connect(agency, "scripted", port)
        queue(agency, 20)
        send_messages(Lane.TRANSACTIONAL, worker="w1", clock=lambda: NOW)
        assert Message.objects.filter(state="sent").values("id").count() == 15
        send_messages(Lane.TRANSACTIONAL, worker="w1", clock=lambda: NOW + 2 * MINUTE)

    assert Message.objects.filter(state="sent").values("id").count() == 20
    assert sorted(set(taken(tmp_path / "log"))) == sorted(f"guest-{n}@example.com" for n in range(1, 21))


def test_bulk_has_a_lane_of_its_own_in_which_nothing_else_waits(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        connect(agency, "scripted", port)
        queue(agency, 5, lane=Lane.BULK)
        [needed] = queue(agency, 1, to_address="needed@example.com")
        send_messages(Lane.TRANSACTIONAL, worker="w1", clock=lambda: NOW)

    assert taken(tmp_path / "log") == [needed.to_address]
    assert Message.objects.filter(lane=Lane.BULK, state="queued").values("id").count() == 5
