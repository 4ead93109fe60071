"""Messages leave over a connection: claim, marker, wire, record (S26, S27)."""

from datetime import timedelta
from pathlib import Path

import pytest

from hospes.channels.models import Connection
from hospes.delivery.models import Attempt
from hospes.delivery.send_messages import SentOut, send_messages
from hospes.dispatch.models import Lane, Message
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue, ticking
from tests.making import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def send(lane: Lane = Lane.TRANSACTIONAL, at: timedelta = timedelta(0)) -> SentOut:
    return send_messages(lane, worker="w1", clock=lambda: NOW + at)


def test_queued_messages_leave_once_and_are_recorded(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        connect(agency, "scripted", port)
        queue(agency, 30)

        assert send() == SentOut(claimed=30, accepted=30)
        assert send() == SentOut()

    assert sorted(taken(tmp_path / "log")) == sorted(f"guest-{n}@example.com" for n in range(1, 31))
    assert set(Message.objects.values_list("state", "attempts", "provider")) == {("sent", 1, "scripted")}
    attempts = Attempt.objects.values_list("outcome", "number", "worker", "channel")
    assert set(attempts) == {("accepted", 1, "w1", "email")}
    assert attempts.count() == 30


def test_a_temporary_refusal_is_tried_again_a_minute_later_and_no_earlier(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["defer", "accept"]}) as port:
        connect(agency, "scripted", port)
        queue(agency)

        assert send() == SentOut(claimed=1, deferred=1)
        assert send(at=timedelta(seconds=59)) == SentOut()
        assert send(at=timedelta(seconds=73)) == SentOut(claimed=1, accepted=1)

    assert list(Attempt.objects.order_by("number").values_list("number", "outcome", "code")) == [
        (1, "deferred", "busy"),
        (2, "accepted", "ok"),
    ]


def test_what_the_provider_asks_to_wait_wins(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["retry_after:7"]}) as port:
        connect(agency, "scripted", port)
        queue(agency)
        send()

    assert Message.objects.get().send_at == NOW + timedelta(seconds=7)


def test_a_definite_refusal_ends_the_message_and_touches_no_other(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"guest-2@example.com": ["refuse"]}) as port:
        connect(agency, "scripted", port)
        queue(agency, 3)

        assert send() == SentOut(claimed=3, accepted=2, refused=1)

    found = Message.objects.get(to_address="guest-2@example.com")
    assert (found.state, found.reason) == ("undeliverable", "refused")
    assert Attempt.objects.get(outcome="refused").detail == "No such mailbox."


def test_silence_of_a_blind_provider_is_uncertain_and_never_repeated(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["accept_silently"]}) as port:
        connect(agency, "scripted", port)
        queue(agency)

        assert send() == SentOut(claimed=1, uncertain=1)
        assert send(at=timedelta(days=1)) == SentOut()

    assert Message.objects.values_list("state", "reason").get() == ("uncertain", "unproven")
    assert taken(tmp_path / "log") == ["guest-1@example.com"]


def test_silence_of_a_keyed_provider_is_repeated_with_the_same_key(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["accept_silently", "accept"]}) as port:
        connect(agency, "scripted_keyed", port)
        queue(agency)

        assert send() == SentOut(claimed=1, uncertain=1)
        assert send(at=timedelta(minutes=2)) == SentOut(claimed=1, accepted=1)

    assert Message.objects.values_list("state", "repeats").get() == ("sent", 1)
    assert taken(tmp_path / "log") == ["guest-1@example.com"]


def test_a_keyed_message_is_not_repeated_after_half_the_keys_life(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["silent"]}) as port:
        connect(agency, "scripted_keyed", port)
        queue(agency)
        for hours in range(0, 14):
            send(at=timedelta(hours=hours))

    assert Message.objects.values_list("state", "reason").get() == ("uncertain", "unproven")


def test_trouble_of_the_connection_pauses_it_and_gives_the_rest_back(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["trouble", "accept"]}) as port:
        connect(agency, "scripted", port, concurrency=1)
        queue(agency, 5)

        assert send() == SentOut(claimed=5, deferred=1)
        assert send(at=timedelta(seconds=14)) == SentOut()
        assert Message.objects.filter(state="queued", token=None).values("id").count() == 5
        assert send(at=timedelta(seconds=90)) == SentOut(claimed=5, accepted=5)

    assert Connection.objects.get().failures == 0


def test_no_route_is_a_definite_no(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        pass
    connect(agency, "scripted", port)
    queue(agency)

    assert send() == SentOut(claimed=1, deferred=1)
    assert Attempt.objects.get().code == "no_route"


def test_nothing_goes_at_or_after_its_deadline(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        connect(agency, "scripted", port)
        queue(agency, deadline=NOW)

        assert send() == SentOut()

    assert taken(tmp_path / "log") == []


def test_a_retry_that_would_come_too_late_ends_the_message(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log", {"*": ["defer"]}) as port:
        connect(agency, "scripted", port)
        queue(agency, deadline=NOW + timedelta(seconds=30))
        send()

    assert Message.objects.values_list("state", "reason").get() == ("undeliverable", "deadline")


def test_an_agency_whose_connections_are_switched_off_waits() -> None:
    agency = make_sender()
    connect(agency, "scripted", 1, is_active=False)
    queue(agency)

    assert send() == SentOut()
    assert Message.objects.get().state == "queued"


def test_the_outbox_needs_no_wire() -> None:
    queue(make_sender(), 3)

    assert send() == SentOut(outbox=3)


def test_a_message_without_a_senders_address_is_refused_before_the_wire(tmp_path: Path) -> None:
    agency = make_sender()
    agency.sender_email = ""
    agency.save()
    with scripted_server(tmp_path / "log") as port:
        connect(agency, "scripted", port)
        queue(agency)

        assert send() == SentOut(claimed=1, refused=1)

    assert taken(tmp_path / "log") == []


def test_a_stopping_worker_gives_back_what_is_not_on_the_wire(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        connect(agency, "scripted", port)
        queue(agency, 5)

        out = send_messages(Lane.TRANSACTIONAL, worker="w", clock=lambda: NOW, stopping=lambda: True)

    assert out == SentOut(claimed=5)
    assert Message.objects.filter(state="queued", token=None).values("id").count() == 5


def test_a_rate_limit_spaces_what_leaves(tmp_path: Path) -> None:
    agency = make_sender()
    with scripted_server(tmp_path / "log") as port:
        connection = connect(agency, "scripted", port, per_second=100.0)
        queue(agency, 10)

        out = send_messages(Lane.TRANSACTIONAL, worker="w", clock=ticking(NOW).__next__)

    assert out == SentOut(claimed=10, accepted=10)
    connection.refresh_from_db()
    assert connection.spaced_until is not None
    assert connection.spaced_until >= NOW + timedelta(milliseconds=100)
