"""Switching a booking's messages off counts at once, for what waits to leave too."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from hospes.bookings.models import Booking
from hospes.bookings.switch_messages import switch_messages
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.change_bookings import change_booking
from tests.dispatch.worlds import DUE, make_caller, make_chained, make_channels
from tests.making import take_in

pytestmark = pytest.mark.django_db
LATER = DUE + timedelta(minutes=1)


def queue_one(*channels: str) -> tuple[int, int]:
    """An agency and a booking with one message that waits to leave over the first of some channels."""
    agency = make_channels()
    make_chained(agency, channels=list(channels))
    take_in(agency, make_caller())
    assert execute_tasks(now=DUE).messages == 1
    return agency.id, Booking.objects.get().id


def switch(key: tuple[int, int], *, email: bool | None = None, sms: bool | None = None) -> None:
    change_booking(key[0], partial(switch_messages, *key, email=email, sms=sms), now=LATER, by="Marta")


def messages() -> list[tuple[str, str, str]]:
    return list(Message.objects.order_by("id").values_list("channel", "state", "reason"))


def test_an_sms_that_waits_to_leave_is_suppressed() -> None:
    switch(queue_one("sms"), sms=False)

    assert messages() == [("sms", "suppressed", "switched_off")]


def test_an_email_that_waits_to_leave_is_suppressed() -> None:
    switch(queue_one("email"), email=False)

    assert messages() == [("email", "suppressed", "switched_off")]


def test_the_next_channel_of_the_chain_says_it_instead() -> None:
    switch(queue_one("viber", "sms", "email"), sms=False)

    assert messages() == [("viber", "suppressed", "switched_off"), ("email", "queued", "")]


def test_the_other_channel_and_what_a_person_wrote_stay() -> None:
    key = queue_one("email")
    switch(key, sms=False)
    Message.objects.update(task=None, by="Marta")
    switch(key, email=False)

    assert messages() == [("email", "queued", "")]
