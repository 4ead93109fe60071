"""The room's verbs work in the role of the web, which owns no table and sees one agency only."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection

from hospes.agencies.models import Agency
from hospes.agencies.tenancy import WEB_ROLE, acting_for
from hospes.bookings.cancel_bookings import cancel_booking
from hospes.bookings.forget_people import forget_person
from hospes.bookings.models import Booking, Import
from hospes.bookings.record_payments import PaymentFacts, record_payment
from hospes.kit.errors import NotFound
from tests.bookings.receiving import later, receive, received_id, stored
from tests.making import make_agency, make_facts


@contextmanager
def web_of(agency: Agency) -> Iterator[None]:
    """The web's role, for one agency."""
    with acting_for(agency.pk), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {WEB_ROLE}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def test_the_web_receives_and_changes_bookings_of_its_agency(agency: Agency) -> None:
    with web_of(agency):
        booking = received_id(agency)
        receive(agency, make_facts(adults=3), now=later(1))
        payment = PaymentFacts("p1", Decimal(5), "EUR", later(2))
        assert record_payment(agency.pk, booking, payment, now=later(2)).outcome == "changed"
        assert cancel_booking(agency.pk, booking, now=later(3), by="guest").outcome == "changed"
        assert forget_person(agency.pk, stored(booking).guest_id, now=later(4)) == [booking]


def test_the_web_of_one_agency_cannot_touch_anothers_booking(agency: Agency) -> None:
    booking = received_id(agency)
    other = make_agency("Other")
    with web_of(other):
        assert (Booking.objects.count(), Import.objects.count()) == (0, 0)
        with pytest.raises(NotFound):
            cancel_booking(agency.pk, booking, now=later(3), by="guest")
