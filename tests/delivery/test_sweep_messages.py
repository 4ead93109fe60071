"""What a silent worker leaves behind gets the end that its connection's class allows (S27)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hospes.delivery.send_messages import SentOut, send_messages
from hospes.delivery.sweep_messages import Swept, sweep_messages
from hospes.dispatch.claim_messages import claim_messages
from hospes.dispatch.mark_messages import mark_messages
from hospes.dispatch.models import Lane, Message
from hospes.dispatch.record_outcomes import record_outcomes
from hospes.dispatch.retries import Verdict
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue
from tests.making import NOW

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=60)


def sweep(at: timedelta) -> Swept:
    return sweep_messages(clock=lambda: NOW + at)


def send(at: timedelta) -> SentOut:
    return send_messages(Lane.TRANSACTIONAL, worker="w2", clock=lambda: NOW + at)


def leave_on_the_wire(provider: str, port: int = 1, **changes: Any) -> Verdict:
    """A worker marks a message and falls silent; what it would record later."""
    agency = make_sender()
    connection = connect(agency, provider, port)
    queue(agency, **changes)
    claim = claim_messages(Lane.TRANSACTIONAL, now=NOW, limit=10, lease=LEASE)
    marked = mark_messages(
        claim.token, [m["id"] for m in claim.messages], over=(connection.id, provider), now=NOW, lease=LEASE
    )
    assert len(marked) == 1
    return Verdict(next(iter(marked)), claim.token, "sent")


def test_a_claim_that_was_not_marked_comes_back_by_itself() -> None:
    agency = make_sender()
    connect(agency, "scripted", 1)
    queue(agency, 3)
    first = claim_messages(Lane.TRANSACTIONAL, now=NOW, limit=10, lease=LEASE)

    assert len(first.messages) == 3
    assert claim_messages(Lane.TRANSACTIONAL, now=NOW, limit=10, lease=LEASE).messages == []
    later = NOW + timedelta(seconds=61)
    assert len(claim_messages(Lane.TRANSACTIONAL, now=later, limit=10, lease=LEASE).messages) == 3
    assert (
        mark_messages(first.token, [m["id"] for m in first.messages], over=(1, "x"), now=later, lease=LEASE)
        == {}
    )


def test_a_living_worker_is_left_alone() -> None:
    leave_on_the_wire("scripted")
    assert sweep(timedelta(seconds=59)) == Swept()


def test_blind_becomes_uncertain_and_stays_so() -> None:
    leave_on_the_wire("scripted")

    assert sweep(timedelta(seconds=61)) == Swept(lapsed=1)
    assert sweep(timedelta(days=2)) == Swept()
    assert Message.objects.values_list("state", "reason").get() == ("uncertain", "unproven")


def test_keyed_goes_again_with_the_same_key(tmp_path: Path) -> None:
    with scripted_server(tmp_path / "log") as port:
        leave_on_the_wire("scripted_keyed", port)
        sweep(timedelta(seconds=61))

        assert send(timedelta(seconds=63)) == SentOut(claimed=1, accepted=1)

    assert Message.objects.values_list("state", "repeats", "attempts").get() == ("sent", 1, 2)


def test_lookup_asks_twice_a_minute_apart_and_then_sends_again(tmp_path: Path) -> None:
    with scripted_server(tmp_path / "log") as port:
        leave_on_the_wire("scripted_lookup", port)

        assert sweep(timedelta(seconds=61)) == Swept(lapsed=1)
        assert sweep(timedelta(seconds=120)) == Swept()
        assert sweep(timedelta(seconds=122)) == Swept(missing=1)
        assert sweep(timedelta(seconds=181)) == Swept()
        assert sweep(timedelta(seconds=183)) == Swept(missing=1)
        assert send(timedelta(seconds=183)) == SentOut(claimed=1, accepted=1)

    assert taken(tmp_path / "log") == ["guest-1@example.com"]


def test_lookup_that_finds_it_sends_nothing_again(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["accept_silently"]}) as port:
        connect(agency, "scripted_lookup", port)
        queue(agency)

        assert send(timedelta(0)) == SentOut(claimed=1, uncertain=1)
        assert sweep(timedelta(seconds=61)) == Swept(found=1)

    assert Message.objects.values_list("state").get() == ("sent",)
    assert taken(tmp_path / "log") == ["guest-1@example.com"]


def test_critical_email_goes_once_more_after_ten_minutes_and_never_again() -> None:
    leave_on_the_wire("scripted", is_critical=True)

    assert sweep(timedelta(seconds=61)) == Swept(lapsed=1)
    assert sweep(timedelta(seconds=660)) == Swept()
    assert sweep(timedelta(seconds=662)) == Swept(repeated=1)
    Message.objects.values("id").update(state="uncertain", reason="unproven")
    assert sweep(timedelta(days=1)) == Swept()


def test_a_zombie_that_knows_more_settles_what_nobody_touched_since() -> None:
    late = leave_on_the_wire("scripted")
    sweep(timedelta(seconds=61))

    assert record_outcomes([late], now=NOW + timedelta(seconds=90)) == {late.message_id}
    assert Message.objects.get().state == "sent"


def test_a_zombie_changes_nothing_that_somebody_else_holds() -> None:
    late = leave_on_the_wire("scripted_keyed")
    sweep(timedelta(seconds=61))
    claim_messages(Lane.TRANSACTIONAL, now=NOW + timedelta(seconds=63), limit=1, lease=LEASE)

    assert record_outcomes([late], now=NOW + timedelta(seconds=64)) == set()


def test_what_waits_at_its_deadline_expires() -> None:
    queue(make_sender(), deadline=NOW + timedelta(hours=1))

    assert sweep(timedelta(minutes=59)) == Swept()
    assert sweep(timedelta(hours=1)) == Swept(expired=1)
    assert Message.objects.values_list("state", "reason").get() == ("undeliverable", "deadline")
