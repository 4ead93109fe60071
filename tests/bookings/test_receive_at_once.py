"""Several connections receive the same bookings at once: each is there once, with its events once."""

from collections.abc import Sequence
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from hospes.bookings.facts import BookingFacts, Origin, PersonFacts
from hospes.bookings.models import Booking, Event, Person
from hospes.bookings.receive_bookings import Received, receive_bookings
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db(transaction=True)
SHARED_GUEST = PersonFacts(name="Ann", email="ann@example.com")


def receive_at_once(agency_id: int, *sets: Sequence[BookingFacts]) -> list[list[Received]]:
    """Each set in a connection and transaction of its own, all begun together."""
    barrier = Barrier(len(sets))
    results: list[list[Received]] = [[] for _ in sets]

    def work(place: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            with transaction.atomic():
                results[place] = receive_bookings(agency_id, sets[place], now=NOW, origin=Origin.LIVE)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(place,)) for place in range(len(sets))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_the_same_bookings_in_any_order_are_created_once() -> None:
    agency = make_agency()
    facts = [make_facts(f"B{n}", guest=SHARED_GUEST) for n in range(60)]
    results = receive_at_once(agency.pk, facts, facts[::-1], facts[30:] + facts[:30], facts)
    outcomes = sorted(one.outcome for entries in results for one in entries)
    assert outcomes == ["created"] * 60 + ["unchanged"] * 180
    assert Booking.objects.count() == 60
    assert Event.objects.count() == 120
    assert Person.objects.filter(email="ann@example.com").count() == 1


def test_two_versions_at_once_end_with_one_of_them_and_numbered_events() -> None:
    agency = make_agency()
    receive_bookings(agency.pk, [make_facts()], now=NOW, origin=Origin.LIVE)
    sets = [[make_facts(status=status)] for status in ("cancelled", "confirmed", "cancelled", "confirmed")]
    receive_at_once(agency.pk, *sets)
    kinds = list(Event.objects.order_by("id").values_list("kind", "ordinal"))
    assert kinds[:2] == [("booked", 1), ("confirmed", 1)]
    changes = [kind for kind, _ in kinds[2:]]
    assert changes == (["cancelled", "reinstated"] * 2)[: len(changes)]
    assert Booking.objects.get().status == ("cancelled" if len(changes) % 2 else "confirmed")
