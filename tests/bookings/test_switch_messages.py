"""Switching the messages of one booking."""

from hospes.agencies.models import Agency
from hospes.bookings.switch_messages import switch_messages
from tests.bookings.receiving import later, receive_one, received_id, stored
from tests.making import make_facts


def test_a_switch_that_is_not_named_stays(agency: Agency) -> None:
    booking = received_id(agency)
    assert switch_messages(agency.id, booking, sms=False).outcome == "changed"
    assert (stored(booking).sends_email, stored(booking).sends_sms) == (True, False)
    assert switch_messages(agency.id, booking, sms=False).outcome == "unchanged"


def test_new_facts_of_the_source_leave_the_switches_alone(agency: Agency) -> None:
    booking = received_id(agency)
    switch_messages(agency.id, booking, email=False)
    receive_one(agency, make_facts(notes="Late"), now=later(5))
    assert (stored(booking).sends_email, stored(booking).sends_sms) == (False, True)
