"""One purpose, one message (S19): own before built-in, the next when the first fails, by hand counts too."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.planning.models import Solution, Task
from tests.dispatch.worlds import DUE, PHONE, fail, make_caller, make_chained, make_channels
from tests.making import NOW, make_solution, make_template, take_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
EMAIL = ["email"]


def run(minutes: int = 10, since: datetime = DUE) -> None:
    """Execute what is due, every two minutes."""
    for passed in range(0, minutes, 2):
        execute_tasks(now=since + passed * MINUTE)


def make_built_in(agency: Agency, name: str, purpose: str, **changes: Any) -> None:
    """A solution that the matrix of system notifications made."""
    make_chained(agency, name, purpose=purpose, **{"channels": EMAIL, **changes})
    Solution.objects.filter(name=name).update(is_system=True)


def write_by_hand(booking: Booking, purpose: str, **changes: Any) -> None:
    """A message that a person wrote to the guest."""
    row: dict[str, Any] = {
        "agency_id": booking.agency_id,
        "booking_id": booking.id,
        "public_id": uuid4(),
        "role": "guest",
        "to_address": "anna@example.com",
        "channel": "email",
        "kind": "transactional",
        "purpose": purpose,
        "state": "sent",
        "queued_at": NOW,
        "send_at": NOW,
        "changed_at": NOW,
    }
    Message.objects.create(**{**row, **changes})


def ends() -> dict[str, tuple[str, str]]:
    rows = Task.objects.values_list("solution__name", "state", "reason")
    return {name: (state, reason) for name, state, reason in rows}


def test_an_own_solution_replaces_the_built_in_notification_of_its_purpose() -> None:
    agency = make_channels()
    make_built_in(agency, "System: reminder", "reminder@1440")
    make_chained(agency, "Mine", purpose="reminder", channels=EMAIL)
    take_in(agency, make_caller())

    run()

    assert ends() == {"System: reminder": ("skipped", "replaced"), "Mine": ("done", "")}
    assert Message.objects.values_list("solution__name").get() == ("Mine",)


def test_an_own_solution_that_spoke_long_ago_still_replaces_it() -> None:
    agency = make_channels()
    make_built_in(agency, "System: reminder", "reminder@180")
    early = {"anchor": "arrival", "offset": -14, "unit": "days", "at": "15:00"}
    make_chained(agency, "Mine", purpose="reminder", channels=EMAIL, trigger=early)
    take_in(agency, make_caller())

    execute_tasks(now=DUE - timedelta(days=13))
    run()

    assert ends() == {"System: reminder": ("skipped", "replaced"), "Mine": ("done", "")}


def test_two_built_in_reminders_at_different_times_are_two_purposes() -> None:
    agency = make_channels()
    make_built_in(agency, "System: a day before", "reminder@1440")
    make_built_in(agency, "System: at once", "reminder@180")
    take_in(agency, make_caller())

    run()

    assert ends() == {"System: a day before": ("done", ""), "System: at once": ("done", "")}


def test_when_the_own_one_cannot_be_worded_the_built_in_one_takes_over() -> None:
    agency = make_channels()
    make_template(agency, "broken", en={"subject": "A", "text": "{{ guest.name | plus: 1 }}"})
    make_built_in(agency, "System: confirmation", "confirmation")
    line = {"to": "guest", "template": "broken", "channels": EMAIL}
    make_solution(agency, "Mine", purpose="confirmation", notifications=[line])
    take_in(agency, make_caller())

    run()

    assert ends() == {"System: confirmation": ("done", ""), "Mine": ("failed", "bad_value")}


def test_when_the_winners_message_fails_on_the_way_the_next_takes_over() -> None:
    agency = make_channels()
    make_chained(agency, "Mine", purpose="arrival_info", channels=["sms"])
    make_built_in(agency, "System: arrival", "arrival_info", channels=["sms"])
    take_in(agency, make_caller())
    run()
    assert ends() == {"System: arrival": ("skipped", "replaced"), "Mine": ("done", "")}

    fail(Message.objects.get(), now=DUE + 20 * MINUTE)
    run(since=DUE + 20 * MINUTE)

    assert ends()["System: arrival"] == ("done", "")
    reached = Message.objects.order_by("id").values_list("solution__name", "to_address", "state")
    assert list(reached) == [("Mine", PHONE, "undeliverable"), ("System: arrival", PHONE, "queued")]


def test_a_solution_in_the_sandbox_keeps_nobody_else_from_speaking() -> None:
    """S34: the guest must not miss a message because somebody tries a better one."""
    agency = make_channels()
    make_built_in(agency, "System: confirmation", "confirmation")
    make_chained(agency, "Tried", purpose="confirmation", channels=EMAIL, sandbox=True)
    take_in(agency, make_caller())

    run()

    assert ends() == {"System: confirmation": ("done", ""), "Tried": ("done", "")}
    assert list(Message.objects.filter(is_test=False).values_list("solution__name", flat=True)) == [
        "System: confirmation"
    ]


def test_a_chain_does_not_end_at_an_address_that_has_been_told_the_same() -> None:
    agency = make_channels()
    make_built_in(agency, "System: arrival", "arrival_info")
    make_chained(agency, "Mine", purpose="arrival_info", channels=["sms", "email"])
    take_in(agency, make_caller())
    run()
    assert {one.to_address for one in Message.objects.all()} == {"anna@example.com", PHONE}

    fail(Message.objects.get(channel="sms"), now=DUE + 20 * MINUTE)

    assert Message.objects.filter(to_address="anna@example.com").count() == 1


def test_a_message_by_hand_with_the_purpose_counts() -> None:
    agency = make_channels()
    make_chained(agency, "Mine", purpose="arrival_info", channels=EMAIL)
    take_in(agency, make_caller())
    write_by_hand(Booking.objects.get(), "arrival_info")

    run()

    assert ends() == {"Mine": ("skipped", "duplicate")}


@pytest.mark.parametrize("changes", [{"is_test": True}, {"state": "undelivered"}, {"purpose": ""}])
def test_tests_and_what_never_arrived_do_not_count(changes: dict[str, Any]) -> None:
    agency = make_channels()
    make_chained(agency, "Mine", purpose="arrival_info", channels=EMAIL)
    take_in(agency, make_caller())
    write_by_hand(Booking.objects.get(), **{"purpose": "arrival_info", **changes})

    run()

    assert ends() == {"Mine": ("done", "")}


def test_a_stitched_stay_is_told_of_its_purpose_once_whichever_booking_it_was_for() -> None:
    """S35 as the last resort: by hand for the first booking, so not by the machine for the second."""
    agency = make_channels()
    line = {"to": "guest", "template": "welcome", "channels": EMAIL}
    trigger = {"anchor": "departure", "offset": -1, "unit": "days", "at": "15:00"}
    make_solution(agency, "Bye", purpose="departure_info", trigger=trigger, notifications=[line])
    first = make_caller("B1", arrival=date(2026, 6, 12), departure=date(2026, 6, 19))
    second = make_caller("B2", arrival=date(2026, 6, 19), departure=date(2026, 6, 26))
    take_in(agency, first)
    take_in(agency, second)
    write_by_hand(Booking.objects.get(reference="B1"), "departure_info")

    run(since=datetime.fromisoformat("2026-06-25T13:00:00Z"))

    assert Task.objects.values_list("state", "reason").get(booking__reference="B2") == (
        "skipped",
        "duplicate",
    )


def test_bookings_that_do_not_touch_are_told_each() -> None:
    agency = make_channels()
    make_chained(agency, "Mine", purpose="arrival_info", channels=EMAIL)
    take_in(agency, make_caller("B1"), make_caller("B2", property="Casa Sol"))

    run()

    assert set(Task.objects.values_list("state", flat=True)) == {"done"}
    assert Message.objects.values("id").count() == 2
