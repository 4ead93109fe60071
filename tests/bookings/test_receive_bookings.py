"""Receiving bookings: idempotent, ordered by version, and every event derived (S4, S12–S14, S17)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import Origin, PersonFacts
from hospes.bookings.models import Booking, Event, Person, Property
from hospes.bookings.receive_bookings import receive_bookings
from hospes.kit.errors import NotFound
from tests.bookings.receiving import events, later, receive, receive_one
from tests.making import NOW, make_agency, make_facts

pytestmark = pytest.mark.django_db


def test_a_first_receipt_creates_booking_guest_owner_property_and_portal(agency: Agency) -> None:
    received = receive_one(agency, make_facts())
    assert (received.outcome, received.kinds, received.error) == ("created", ("booked", "confirmed"), None)
    booking = Booking.objects.select_related("property__owner", "portal", "guest").get()
    assert (booking.portal.name, booking.property.name, booking.guest.name) == (
        "Web",
        "Casa Mar",
        "Anna Keller",
    )
    assert booking.property.owner is not None
    assert booking.property.owner.email == "marta@example.com"
    assert (booking.property.check_in.hour, booking.property.check_out.hour) == (15, 11)
    assert (booking.arrival, booking.received_at, booking.is_imported) == (date(2026, 6, 12), NOW, False)


def test_the_status_of_a_first_receipt_counts_from_booking_unless_it_says_since_when(agency: Agency) -> None:
    receive(
        agency,
        make_facts("B1"),
        make_facts("B2", status="cancelled", status_at=later(-5), cancelled_by="guest"),
    )
    assert events("B1") == [("booked", 1, NOW), ("confirmed", 1, NOW)]
    assert events("B2") == [("booked", 1, NOW), ("cancelled", 1, later(-5))]
    assert Event.objects.get(kind="cancelled").details == {"by": "guest"}


def test_an_inquiry_is_booked_and_nothing_more(agency: Agency) -> None:
    assert receive_one(agency, make_facts(status="inquiry")).kinds == ("booked",)


def test_money_at_first_receipt_is_a_payment(agency: Agency) -> None:
    received = receive_one(agency, make_facts(total=Decimal(100), paid=Decimal("40.00")))
    assert received.kinds == ("booked", "confirmed", "paid")
    assert Event.objects.get(kind="paid").details == {"amount": "40.00", "currency": "EUR"}


def test_the_same_facts_again_change_nothing(agency: Agency) -> None:
    first = receive_one(agency, make_facts())
    again = receive_one(agency, make_facts(), now=later(60))
    assert (again.outcome, again.booking_id, again.kinds) == ("unchanged", first.booking_id, ())
    assert len(events()) == 2
    assert Booking.objects.get().version_at == NOW


def test_a_change_of_status_is_an_event_at_the_instant_it_names(agency: Agency) -> None:
    receive(agency, make_facts(status="pending"))
    receive(agency, make_facts(status="confirmed"), now=later(5))
    receive(agency, make_facts(status="cancelled", status_at=later(7), cancelled_by="Owner"), now=later(9))
    assert events() == [
        ("booked", 1, NOW),
        ("pending", 1, NOW),
        ("confirmed", 1, later(5)),
        ("cancelled", 1, later(7)),
    ]
    assert Booking.objects.get().cancelled_by == "owner"


@pytest.mark.parametrize("gone", ["cancelled", "rejected", "no_show"])
def test_s14_back_from_the_dead_is_reinstated_and_not_confirmed_twice(agency: Agency, gone: str) -> None:
    receive(agency, make_facts(status=gone))
    assert receive_one(agency, make_facts(), now=later(5)).kinds == ("reinstated",)
    assert Booking.objects.get().status == "confirmed"


def test_s13_a_refused_request_is_rejected_only(agency: Agency) -> None:
    receive(agency, make_facts(status="pending"))
    assert receive_one(agency, make_facts(status="rejected"), now=later(5)).kinds == ("rejected",)


def test_s12_new_dates_are_a_move_with_old_and_new_ones(agency: Agency) -> None:
    receive(agency, make_facts())
    moved = make_facts(arrival=date(2026, 6, 14), departure=date(2026, 6, 20))
    assert receive_one(agency, moved, now=later(5)).kinds == ("moved",)
    event = Event.objects.get(kind="moved")
    assert event.at == later(5)
    assert event.details == {
        "old_arrival": "2026-06-12",
        "old_departure": "2026-06-19",
        "old_starts_at": None,
        "old_ends_at": None,
        "new_arrival": "2026-06-14",
        "new_departure": "2026-06-20",
        "new_starts_at": None,
        "new_ends_at": None,
    }


def test_events_of_a_kind_are_counted_from_one(agency: Agency) -> None:
    receive(agency, make_facts())
    for day in (13, 14, 15):
        receive(agency, make_facts(arrival=date(2026, 6, day)), now=later(day))
    assert [ordinal for kind, ordinal, _ in events() if kind == "moved"] == [1, 2, 3]


def test_more_money_is_a_payment_of_the_difference(agency: Agency) -> None:
    receive(agency, make_facts(total=Decimal(100), paid=Decimal(30)))
    assert receive_one(agency, make_facts(total=Decimal(100), paid=Decimal(100)), now=later(5)).kinds == (
        "paid",
    )
    assert Event.objects.get(kind="paid", ordinal=2).details["amount"] == "70.00"


def test_less_money_is_no_payment(agency: Agency) -> None:
    receive(agency, make_facts(paid=Decimal(30)))
    received = receive_one(agency, make_facts(paid=Decimal(10)), now=later(5))
    assert (received.outcome, received.kinds) == ("changed", ())


def test_an_older_version_is_ignored(agency: Agency) -> None:
    receive(agency, make_facts(version_at=later(10)), now=later(10))
    late = make_facts(version_at=later(5), status="cancelled")
    assert receive_one(agency, late, now=later(11)).outcome == "stale"
    assert Booking.objects.get().status == "confirmed"


def test_a_version_that_changed_nothing_still_counts_as_seen(agency: Agency) -> None:
    receive(agency, make_facts(version_at=later(1)), now=later(1))
    assert receive_one(agency, make_facts(version_at=later(9)), now=later(9)).outcome == "unchanged"
    assert receive_one(agency, make_facts(version_at=later(5), adults=4), now=later(10)).outcome == "stale"


def test_an_older_status_never_wins_but_other_facts_do(agency: Agency) -> None:
    receive(agency, make_facts(status="cancelled", status_at=later(10)), now=later(10))
    older = make_facts(status="confirmed", status_at=later(2), adults=3)
    received = receive_one(agency, older, now=later(11))
    assert (received.outcome, received.kinds) == ("changed", ())
    booking = Booking.objects.get()
    assert (booking.status, booking.status_at, booking.adults) == ("cancelled", later(10), 3)


@pytest.mark.parametrize(
    ("origin", "minutes", "imported"),
    [
        (Origin.IMPORT, -61, True),
        (Origin.FEED, -61, True),
        (Origin.IMPORT, -60, False),
        (Origin.LIVE, -9999, False),
    ],
)
def test_s17_old_news_of_an_import_is_imported(
    agency: Agency, origin: Origin, minutes: int, imported: bool
) -> None:
    receive(agency, make_facts(booked_at=later(minutes)), origin=origin)
    assert Booking.objects.get().is_imported is imported
    assert set(Event.objects.values_list("is_imported", flat=True)) == {imported}


def test_s17_what_happens_to_an_imported_booking_later_is_no_old_news(agency: Agency) -> None:
    old = make_facts(booked_at=later(-9999))
    receive(agency, old, origin=Origin.IMPORT)
    receive(agency, replace(old, status="cancelled"), now=later(5), origin=Origin.IMPORT)
    assert Event.objects.get(kind="cancelled").is_imported is False
    assert Booking.objects.get().is_imported is True


def test_one_reference_twice_in_a_set_updates_in_order(agency: Agency) -> None:
    first, second = receive(agency, make_facts(adults=1), make_facts(adults=2))
    assert (first.outcome, second.outcome) == ("created", "changed")
    assert first.booking_id == second.booking_id
    assert Booking.objects.get().adults == 2


def test_one_reference_on_two_portals_is_two_bookings(agency: Agency) -> None:
    receive(agency, make_facts(portal="Web"), make_facts(portal="Airbnb"))
    assert Booking.objects.count() == 2


def test_agencies_do_not_share_bookings_or_people(agency: Agency) -> None:
    other = make_agency("Other")
    receive(agency, make_facts())
    assert receive_one(other, make_facts()).outcome == "created"
    assert Person.objects.filter(agency_id=other.id).count() == 2


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"departure": date(2026, 6, 11)}, "departure"),
        ({"total": Decimal("-0.01")}, "total"),
        ({"paid": Decimal("NaN")}, "paid"),
        ({"total": Decimal(10) ** 10}, "total"),
        ({"status": "maybe"}, "status"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 201}, "reference"),
        ({"portal": ""}, "portal"),
        ({"property": ""}, "property"),
        ({"currency": "EURO"}, "currency"),
        ({"adults": -1}, "adults"),
        ({"arrival": date(1066, 10, 14)}, "arrival"),
        ({"booked_at": datetime(2026, 5, 1, 8)}, "booked_at"),  # noqa: DTZ001 - naive on purpose
        ({"notes": "a\0b"}, "notes"),
        ({"custom": {"room": "a\0b"}}, "custom"),
        ({"guest": PersonFacts(name="a\ud800b")}, "guest"),
        (
            {
                "starts_at": datetime(2026, 6, 12, 9, tzinfo=UTC),
                "ends_at": datetime(2026, 6, 12, 8, tzinfo=UTC),
            },
            "ends_at",
        ),
    ],
)
def test_senseless_facts_are_refused_and_the_rest_goes_in(
    agency: Agency, changes: dict[str, Any], column: str
) -> None:
    refused, good = receive(agency, make_facts(**{"reference": "BAD", **changes}), make_facts("GOOD"))
    assert (refused.outcome, refused.booking_id) == ("refused", None)
    assert refused.error is not None
    assert (refused.error.code, refused.error.details["column"]) == ("unreadable_booking", column)
    assert good.outcome == "created"
    assert Booking.objects.count() == 1


def test_zero_nights_are_kept(agency: Agency) -> None:
    assert receive_one(agency, make_facts(departure=date(2026, 6, 12))).outcome == "created"


def test_nothing_received_is_nothing_done(agency: Agency) -> None:
    assert receive(agency) == []


def test_an_unknown_agency_is_not_found() -> None:
    with pytest.raises(NotFound, match="no such agency"):
        receive_bookings(999_999, [make_facts()], now=NOW, origin=Origin.LIVE)


def test_property_tags_are_replaced_or_left_alone(agency: Agency) -> None:
    receive(agency, make_facts(property_tags=("sea", "sea", " pool ")))
    receive(agency, make_facts(property_tags=None), now=later(1))
    assert Property.objects.get().tags == ["sea", "pool"]
    receive(agency, make_facts(property_tags=()), now=later(2))
    assert Property.objects.get().tags == []


def test_bookings_of_a_changed_property_are_named_as_relatives(agency: Agency) -> None:
    first = receive_one(agency, make_facts("B1"))
    second = receive_one(agency, make_facts("B2", property_tags=("sea",)), now=later(1))
    assert second.relatives == (first.booking_id,)


def test_bookings_of_the_same_guest_are_named_as_relatives(agency: Agency) -> None:
    guest = PersonFacts(name="Eva Nova", email="eva@example.com")
    first = receive_one(agency, make_facts("B1", guest=guest, property="North", owner=None))
    receive(agency, make_facts("B2", property="North", owner=None), now=later(1))
    third = receive_one(agency, make_facts("B3", guest=guest, property="South", owner=None), now=later(2))
    assert third.relatives == (first.booking_id,)
