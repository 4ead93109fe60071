"""B16: numbers, and one bad apple.

E.164 on the way in; each task by itself; a watchdog; tests reach no guests. What people suffered from: local
numbers that failed when it was time to send (odoo/odoo #123658), one bad address that stopped the others
(web3-storage/web3.storage #1589, learning-unlimited/ESP-Website #862), a scheduler that was dead for weeks
(robogals/myrobogals #48), a test system that mailed real people (Gluejar/regluit #1239,
freescout-help-desk/freescout #5506). Credits (playsms/playsms #404) come with their own issue.
"""

from datetime import timedelta

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Person
from hospes.dispatch.models import Message
from hospes.insight.measure_health import measure_health
from tests.peers.worlds import DAY_BEFORE, House, ends, madrid, rule, subjects, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("phone", "country", "stored"),
    [
        ("600 111 222", "ES", "+34600111222"),
        ("0905 123 456", "SK", "+421905123456"),
        ("0049 151 23456789", "ES", "+4915123456789"),
        ("12345", "ES", ""),
    ],
)
def test_a_number_is_read_in_the_guests_country_when_it_comes_in(
    phone: str, country: str, stored: str
) -> None:
    # odoo #123658.
    house = House()
    house.book(guest=PersonFacts(name="Anna Keller", phone=phone, country=country))

    assert Person.objects.values_list("phone").get(name="Anna Keller") == (stored,)


def test_one_bad_apple_leaves_the_others_alone() -> None:
    # web3.storage #1589, ESP-Website #862.
    house = House()
    text = "{% if guest.first_name == 'Bad' %}{{ guest.name | plus: 1 }}{% endif %}Hello"
    house.solve(rule("Reminder", trigger=DAY_BEFORE), versions={"Reminder": words("Reminder", text)})
    for number, name in enumerate(("Good One", "Bad Apple", "Good Two", "No Address")):
        email = "" if name == "No Address" else f"g{number}@example.com"
        house.book(name, guest=PersonFacts(name=name, email=email, language="en"))
    house.passes(madrid(6, 11, 16))

    assert subjects() == ["Reminder", "Reminder"]
    assert ends()["Bad Apple", "Reminder"] == ("failed", "bad_value")
    assert Message.objects.values_list("state", "reason").get(to_address="") == (
        "undeliverable",
        "no_address",
    )


def test_a_scheduler_that_stands_still_is_noticed() -> None:
    # myrobogals #48: nobody knew for weeks.
    house = House()
    house.solve(rule("Reminder", trigger=DAY_BEFORE))
    house.book()

    assert measure_health(now=madrid(6, 11, 15)).faults() == []
    health = measure_health(now=madrid(6, 11, 15, 5))

    assert (health.oldest_due_task, health.task_delay) == (madrid(6, 11, 15), timedelta(minutes=5))
    assert health.faults() == ["1 tasks are due and not executed: is a worker running?"]


def test_a_sandbox_reaches_no_guest() -> None:
    # regluit #1239, freescout #5506.
    house = House(is_sandbox=True, tester_email="tester@example.com")
    line = {"to": "guest", "template": "Reminder", "channels": ["email", "sms"]}
    house.solve({**rule("Reminder", trigger=DAY_BEFORE), "notifications": [line]})
    house.book()
    house.passes(madrid(6, 30))

    assert set(Message.objects.values_list("to_address", "provider")) == {("tester@example.com", "outbox")}
    assert Agency.objects.get().is_sandbox
