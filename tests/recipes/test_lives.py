"""Recipes at work: added as they stand and switched on, from the booking to the message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hospes.agencies.models import Agency
from hospes.bookings.models import Booking, Property
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.models import Message
from hospes.engine.change_solutions import change_solutions
from hospes.planning.models import Task
from hospes.planning.recipes.load_recipes import find_recipe
from hospes.planning.recipes.set_recipes import recipe_for_agency
from tests.delivery.worlds import make_sender
from tests.making import NOW, make_facts, take_in

pytestmark = pytest.mark.django_db
UNPAID: dict[str, Any] = {"total": Decimal(840), "paid": Decimal(0), "payment_due": date(2026, 5, 29)}


def make_world(*recipes: str, **changes: str) -> Agency:
    """An agency with e-mail and SMS that has switched these recipes on."""
    agency = make_sender()
    settings = {"host": "127.0.0.1", "port": 1}
    save_connection(agency.id, ConnectionFacts("sms", "sms", "scripted", settings), now=NOW)
    for recipe in recipes:
        written = recipe_for_agency(agency.id, find_recipe(recipe), ["en"], changes=changes, active=True)
        change_solutions(agency.id, written, now=NOW, by="test")
    return agency


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """An hour on the agency's clock in summer, two hours ahead of UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=2)


def sent() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("subject", "to_address"))


def said(**where: Any) -> str:
    return Message.objects.get(**where).text


def test_S29_the_reminder_of_a_payment_says_how_to_pay_and_stops_when_it_is_paid() -> None:
    agency = make_world("pending_payment")
    Agency.objects.update(iban="ES9121000418450200051332", account_holder="Costa Blava S.L.")
    unpaid = make_facts(**UNPAID)
    take_in(agency, unpaid)

    execute_tasks(now=at(5, 26, 9, 59))
    assert sent() == []
    execute_tasks(now=at(5, 26, 10))
    assert sent() == [("Payment for booking B1", "guest-b1@example.com")]
    assert "Still to pay: €840.00\n" in said()
    assert "By bank transfer:\nAccount holder: Costa Blava S.L.\nIBAN: ES91" in said()
    assert [file.content_type for file in Message.objects.get().attachments.all()] == ["image/png"]

    take_in(agency, replace(unpaid, paid=Decimal(840)), now=at(5, 27, 12))
    execute_tasks(now=at(5, 29, 10))
    assert len(sent()) == 1


def test_S29_who_left_a_card_learns_when_it_is_charged() -> None:
    agency = make_world("pending_payment")
    Agency.objects.update(iban="ES9121000418450200051332", account_holder="Costa Blava S.L.")
    take_in(agency, make_facts(**UNPAID, has_card=True, charge_on=date(2026, 5, 29)))
    execute_tasks(now=at(5, 26, 10))
    assert "your card will be charged on 29 May 2026." in said()
    assert "IBAN" not in said()
    assert not Message.objects.get().attachments.exists()


def test_the_sauna_is_turned_on_an_hour_before_by_sms_to_a_fixed_number() -> None:
    agency = make_world("sauna", phone="+34600000009")
    starts, ends = at(6, 12, 18), at(6, 12, 20)
    take_in(
        agency,
        make_facts(
            property="Smoke sauna", property_tags=("sauna",), departure=date(2026, 6, 12), starts_at=starts,
            ends_at=ends, adults=4,
        ),
        make_facts("B2", property="Casa Mar", starts_at=starts, ends_at=ends),
    )  # fmt: skip
    execute_tasks(now=at(6, 12, 16, 59))
    assert sent() == []
    execute_tasks(now=at(6, 12, 17))
    message = Message.objects.get()
    assert (message.channel, message.to_address) == ("sms", "+34600000009")
    assert message.text == "TURN ON THE SAUNA. Smoke sauna, 12 Jun 2026, 18:00, guests: 4."


def test_what_was_paid_at_once_confirms_itself_and_the_owner_is_told() -> None:
    agency = make_world("auto_confirm", "owner_booking")
    take_in(agency, make_facts(status="pending", is_paid_at_once=True, **{**UNPAID, "paid": Decimal(840)}))
    for minute in range(0, 20, 2):
        execute_tasks(now=NOW + timedelta(minutes=minute))
    assert Booking.objects.get().status == "confirmed"
    assert sent() == [("New booking for Casa Mar, 12 June 2026", "marta@example.com")]


def test_S16_a_recipe_leaves_the_bookings_alone_that_were_there_before() -> None:
    agency = make_world()
    take_in(agency, make_facts(), now=NOW - timedelta(days=1))
    written = recipe_for_agency(agency.id, find_recipe("instructions"), ["en"], active=True)
    assert change_solutions(agency.id, written, now=NOW, by="test").difference.is_empty
    assert not Task.objects.exists()


def test_instructions_carry_the_door_code_of_the_property() -> None:
    agency = make_world("instructions")
    take_in(agency, make_facts(total=Decimal(840), paid=Decimal(840)))
    Property.objects.update(secrets={"door_code": "4711"}, instructions="The key is in the box.")
    execute_tasks(now=at(6, 9, 15))
    assert sent() == [("Your arrival on 12 June 2026: Casa Mar", "guest-b1@example.com")]
    assert "How to get in:\nThe key is in the box.\n" in said()
    assert "Door code: " in said()
    assert "4711" not in said()
