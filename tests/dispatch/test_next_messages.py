"""When a sender's loop has something to do again."""

from datetime import timedelta

import pytest

from hospes.channels.pause_connections import pause_connection
from hospes.dispatch.claim_messages import claim_messages
from hospes.dispatch.next_messages import next_send_at
from tests.delivery.worlds import connect, make_sender, queue
from tests.making import NOW

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=60)


def test_nothing_waits() -> None:
    assert next_send_at(1, now=NOW) is None


def test_the_earliest_instant_of_the_lane_counts() -> None:
    agency = make_sender()
    queue(agency, now=NOW + timedelta(hours=2))
    queue(agency, now=NOW + timedelta(hours=1), to_address="other@example.com")
    queue(agency, now=NOW, lane=2)

    assert next_send_at(1, now=NOW) == NOW + timedelta(hours=1)


def test_what_a_worker_holds_waits_for_the_end_of_its_lease() -> None:
    agency = make_sender()
    connect(agency, "scripted", 1)
    queue(agency)
    claim_messages(1, now=NOW, limit=10, lease=LEASE)

    assert next_send_at(1, now=NOW) == NOW + LEASE


def test_a_paused_connection_counts_from_the_end_of_its_pause() -> None:
    agency = make_sender()
    connection = connect(agency, "scripted", 1)
    queue(agency)
    pause_connection(connection.id, now=NOW)

    assert next_send_at(1, now=NOW) == NOW + timedelta(seconds=15)


def test_messages_of_a_switched_off_connection_wait_for_nobody() -> None:
    agency = make_sender()
    connect(agency, "scripted", 1, is_active=False)
    queue(agency)

    assert next_send_at(1, now=NOW) is None
