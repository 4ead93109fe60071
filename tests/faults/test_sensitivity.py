"""Testing the tests: each seeded bug makes the harness see a second copy (reliability §3.0, G4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hospes.channels.keep_providers import ways_of
from hospes.channels.protocol import Answer
from hospes.delivery.envelopes import envelope_of
from hospes.delivery.send_messages import send_messages
from hospes.dispatch.claim_messages import claim_messages
from hospes.dispatch.mark_messages import mark_messages
from hospes.dispatch.models import Message
from hospes.dispatch.record_outcomes import record_outcomes
from hospes.dispatch.retries import Verdict
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue
from tests.faults.truth import twice
from tests.making import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
LEASE = timedelta(seconds=60)


def hand_over(message: dict[str, object], connection_id: int) -> Answer:
    """What a worker does at the wire."""
    way = ways_of({connection_id})[0]
    return way.provider.send(envelope_of(message, not_after=float("inf"), now=NOW)).answer


def test_a_marker_after_the_send_is_caught(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with scripted_server(log) as port:
        connection = connect(make_sender(), "scripted", port)
        queue(connection.agency)
        claim = claim_messages(1, now=NOW, limit=1, lease=LEASE)
        hand_over(claim.messages[0], connection.id)  # the bug: and here the worker dies, unmarked
        send_messages(1, worker="next", clock=lambda: NOW + 2 * LEASE)

    assert twice([log]) == {"guest-1@example.com": 2}


def test_a_naive_retry_is_caught(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with scripted_server(log, {"*": ["accept_silently", "accept"]}) as port:
        connection = connect(make_sender(), "scripted", port)
        queue(connection.agency)
        send_messages(1, worker="w", clock=lambda: NOW)
        Message.objects.filter(state="uncertain").values("id").update(state="queued", send_at=NOW)  # the bug
        send_messages(1, worker="w", clock=lambda: NOW + 2 * LEASE)

    assert twice([log]) == {"guest-1@example.com": 2}


def test_a_missing_fence_is_caught_and_the_real_one_holds(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with scripted_server(log) as port:
        connection = connect(make_sender(), "scripted", port)
        queue(connection.agency)
        zombie = claim_messages(1, now=NOW, limit=1, lease=LEASE)
        send_messages(1, worker="next", clock=lambda: NOW + 2 * LEASE)
        ids = [zombie.messages[0]["id"]]
        over = (connection.id, "scripted")

        assert mark_messages(zombie.token, ids, over=over, now=NOW + 2 * LEASE, lease=LEASE) == {}
        assert record_outcomes([Verdict(ids[0], zombie.token, "queued")], now=NOW) == set()
        assert taken(log) == ["guest-1@example.com"]

        hand_over(zombie.messages[0], connection.id)  # the bug: it does not look whether it may

    assert twice([log]) == {"guest-1@example.com": 2}
