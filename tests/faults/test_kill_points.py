"""Kill −9 at every point of the crash table, for several n: nothing lost, nothing twice (reliability F01)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hospes.dispatch.models import Message
from tests.delivery.scripted_server import scripted_server, taken
from tests.delivery.worlds import connect, make_sender, queue
from tests.faults.smtp_log_server import smtp_log_server
from tests.faults.truth import database, lost, settle, twice
from tests.faults.workers import now, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
POINTS = ("K1", "K2", "K3", "K3c", "K4", "K5", "K6", "K7", "K8", "K9")
NTH = (1, 3)


def die_at(point: str, nth: int) -> None:
    """A worker sends until it reaches the point."""
    worker = start(database(), f"{point}:kill:nth={nth}")
    worker.join(timeout=60)
    # Points of the whole batch are reached once.
    assert worker.exitcode == (0 if point in ("K1", "K2", "K3", "K3c") and nth > 1 else -9)


@pytest.mark.parametrize("provider", ["scripted", "scripted_keyed", "scripted_lookup"])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("nth", NTH)
def test_a_worker_killed_at_any_point_loses_nothing_and_repeats_nothing(
    tmp_path: Path, provider: str, point: str, nth: int
) -> None:
    log = tmp_path / "log"
    log.touch()
    with scripted_server(log) as port:
        agency = make_sender()
        connect(agency, provider, port, concurrency=2)
        queue(agency, 6, now=now())
        die_at(point, nth)
        settle()

    assert twice([log]) == {}
    assert lost([log]) == []
    unknown = set(Message.objects.filter(state="uncertain").values_list("to_address", flat=True))
    if provider == "scripted":
        assert len(unknown) <= 2
        assert set(taken(log)) | unknown == {f"guest-{n}@example.com" for n in range(1, 7)}
    else:
        assert unknown == set()


@pytest.mark.parametrize("point", ["K4", "K5", "K6", "K7", "K8"])
def test_smtp_killed_at_any_point_is_never_repeated_by_the_machine(tmp_path: Path, point: str) -> None:
    log = tmp_path / "log"
    log.touch()
    with smtp_log_server(log) as port:
        agency = make_sender()
        connect(agency, "smtp", port, concurrency=2)
        queue(agency, 6, now=now())
        die_at(point, 2)
        settle()

    assert twice([log]) == {}
    assert lost([log]) == []
    assert Message.objects.filter(state="uncertain").values("id").count() <= 2


def test_a_critical_email_is_repeated_once_at_most(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.touch()
    with smtp_log_server(log) as port:
        agency = make_sender()
        connect(agency, "smtp", port, concurrency=1)
        queue(agency, 1, now=now(), is_critical=True)
        die_at("K7", 1)
        settle(minutes=30)

    assert taken(log) == ["guest-1@example.com"] * 2
    assert Message.objects.values_list("state", "repeats").get() == ("sent", 1)
