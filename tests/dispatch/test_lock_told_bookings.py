"""Nobody cancels a booking while a failed message of it goes on over the next channel (S13, S26)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from hospes.bookings.models import Booking
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.follow_chains import follow_silent
from hospes.dispatch.models import Message
from tests.dispatch.worlds import DUE, fail, hand_over, make_caller, make_chained, make_channels
from tests.making import take_in

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


def make_queued() -> Message:
    make_chained(agency := make_channels(), purpose="arrival_info")
    take_in(agency, make_caller())
    execute_tasks(now=DUE)
    return Message.objects.get()


def is_locked() -> bool:
    """Whether somebody else who wants to change the booking has to wait."""

    def want() -> bool:
        try:
            with transaction.atomic():
                list(Booking.objects.select_for_update(no_key=True, nowait=True).values_list("id"))
        except OperationalError:
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(1) as other:
        return other.submit(want).result()


def locks(change: Callable[[], object]) -> bool:
    with transaction.atomic():
        change()
        return is_locked()


def test_a_booking_is_kept_as_it_is_while_its_failed_message_goes_on() -> None:
    message = make_queued()

    assert locks(lambda: fail(message, now=DUE + MINUTE))
    assert list(Message.objects.order_by("id").values_list("channel", flat=True)) == ["viber", "sms"]
    assert not is_locked()


def test_a_booking_is_kept_as_it_is_while_the_next_channel_follows_a_silent_one() -> None:
    message = make_queued()
    hand_over(message, at=DUE)

    assert locks(lambda: follow_silent(now=DUE + 2 * MINUTE))
    assert list(Message.objects.order_by("id").values_list("channel", flat=True)) == ["viber", "sms"]
