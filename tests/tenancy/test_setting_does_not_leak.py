"""The agency of one transaction never reaches the next one on the same connection (S05)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from hospes.agencies.tenancy import WEB_ROLE, acting_for
from tests.making import make_agency
from tests.tenancy.planting import TwoAgencies, plant, rows

pytestmark = pytest.mark.django_db(transaction=True)
TRANSACTIONS = 200


@pytest.fixture
def agencies() -> TwoAgencies:
    found = TwoAgencies(make_agency("Costa Blava").pk, make_agency("Tatra Chalets").pk)
    for agency_id in (found.own, found.other):
        plant("bookings_portal", agency_id)
    return found


@pytest.fixture
def two_connections() -> Iterator[ThreadPoolExecutor]:
    """Two threads that keep a connection each and wait for each other first, so that both are used."""
    both = threading.Barrier(2)

    def begin() -> None:
        both.wait(30)
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {WEB_ROLE}")

    with ThreadPoolExecutor(2, initializer=begin) as threads:
        yield threads
        both.reset()
        ends = [threads.submit(end, both) for _ in range(2)]
        assert [one.result() for one in ends] == [None, None]


def end(both: threading.Barrier) -> None:
    both.wait(30)
    connection.close()


class OnPurposeError(Exception):
    """What a page may raise at any point."""


def seen() -> list[int]:
    return sorted(agency for (agency,) in rows("SELECT DISTINCT agency_id FROM bookings_portal"))


def one_request(turn: int, agency_id: int) -> tuple[list[int], list[int], str]:
    """What a request sees inside its transaction, and what is seen after it without any agency."""
    inside: list[int] = []
    try:
        with acting_for(agency_id):
            inside = seen()
            disturb(turn)
    except (OnPurposeError, DatabaseError):
        pass
    setting = rows("SELECT coalesce(current_setting('hospes.agency', true), '')")[0][0]
    return inside, seen(), str(setting)


def disturb(turn: int) -> None:
    """Half of the requests end badly, each in its own way."""
    match turn % 8:
        case 0:
            raise OnPurposeError
        case 1:
            rows("SELECT 1 / 0")
        case 2:
            transaction.set_rollback(True)
        case 3:
            with transaction.atomic():
                rows("SELECT 1")


def test_two_hundred_interleaved_requests_see_their_own_agency_only(
    agencies: TwoAgencies, two_connections: ThreadPoolExecutor
) -> None:
    order = Random(5)
    whose = [order.choice([agencies.own, agencies.other]) for _ in range(TRANSACTIONS)]
    answers = list(two_connections.map(one_request, range(TRANSACTIONS), whose))
    assert answers == [([agency_id], [], "") for agency_id in whose]
