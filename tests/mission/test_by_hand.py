"""Messages by hand, to one and to many (mission.md, manual messages).

systems/002, “Manual reports”; systems/004, “Manuálne odoslanie správy”.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.content.words import Words
from hospes.dispatch.bulk_filters import BookingFilter, PersonFilter
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.models import Bulk, BulkState, Message
from hospes.dispatch.prepare_bulks import Circular
from hospes.dispatch.send_bulks import send_bulks
from hospes.dispatch.word_messages import Letter
from hospes.engine.write_by_hand import confirm_for_many, prepare_for_many, steer_for_many, write_by_hand
from hospes.insight.list_messages import list_messages
from hospes.insight.pages import Choice
from hospes.kit.errors import Conflict
from tests.making import NOW
from tests.mission.world import ANNA, World, addresses, delivered

pytestmark = pytest.mark.django_db
BY = "office@example.com"
LATER = NOW + timedelta(hours=1)
OWN = (Words(language="en", subject="Water", text="No water on Monday.", sms="No water on Monday."),)


def guests(world: World, *names: str) -> None:
    for name in names:
        facts = PersonFacts(name=name, email=f"{name.lower()}@example.com", language="en")
        world.books(name.upper(), guest=facts, property=f"Casa {name}")


def circular(**changes: object) -> Circular:
    facts = {"name": "Water", "chosen": BookingFilter(), "own": OWN, "manner": Manner("service"), **changes}
    return Circular(**facts)  # type: ignore[arg-type]


def go(world: World, bulk: Bulk, number: int, *, turns: int = 5) -> None:
    confirm_for_many(world.agency.pk, bulk.pk, expected=number, now=LATER, by=BY)
    for turn in range(turns):
        now = LATER + timedelta(seconds=turn)
        send_bulks(now=now, agency_id=world.agency.pk)
        world.settles(now)


@pytest.mark.parametrize(("channel", "address"), [("email", "anna@example.com"), ("sms", "+34600111222")])
def test_any_text_can_be_sent_from_a_booking(channel: str, address: str) -> None:
    # systems/004, Manuálne odoslanie správy: an individual message from the details of the booking.
    world = World()
    booking = world.books()
    letter = Letter(booking_id=booking.pk, own=OWN, channels=(channel,))
    write_by_hand(world.agency.pk, letter, now=LATER, by=BY)
    world.settles(LATER)
    [message] = delivered()
    assert (message.to_address, message.text, message.by) == (address, "No water on Monday.", BY)


def test_any_text_can_be_sent_from_a_customers_card() -> None:
    # systems/002, “Customer detail”.
    world = World()
    booking = world.books()
    write_by_hand(world.agency.pk, Letter(person_id=booking.guest_id, own=OWN), now=LATER, by=BY)
    world.settles(LATER)
    assert addresses() == ["anna@example.com"]


def test_a_filtered_list_of_bookings_gets_one_message_each() -> None:
    # systems/002, “Reservation list”: filter, check, mass action.
    world = World()
    guests(world, "Ana", "Bea", "Cid")
    chosen = BookingFilter(properties=("Casa Ana", "Casa Bea"))
    bulk = prepare_for_many(world.agency.pk, circular(chosen=chosen), now=LATER, by=BY)
    assert bulk.counts["included"] == 2
    go(world, bulk, 2)
    assert addresses() == ["ana@example.com", "bea@example.com"]


def test_a_filtered_list_of_customers_gets_one_message_each_address() -> None:
    # systems/002, “Customer list”.
    world = World()
    guests(world, "Ana", "Bea")
    world.books("AGAIN", guest=PersonFacts(name="Ana", email="ana@example.com"), property="Casa Dos")
    bulk = prepare_for_many(world.agency.pk, circular(chosen=PersonFilter()), now=LATER, by=BY)
    go(world, bulk, 2)
    assert addresses() == ["ana@example.com", "bea@example.com"]


def test_the_number_is_said_beforehand_and_must_be_confirmed() -> None:
    world = World()
    guests(world, "Ana", "Bea")
    world.books("MUTE", guest=PersonFacts(name="Mute"), property="Casa Mute")
    bulk = prepare_for_many(world.agency.pk, circular(), now=LATER, by=BY)
    assert (bulk.counts["included"], bulk.counts["left_out"]) == (2, {"no_address": 1})
    with pytest.raises(Conflict, match="goes to 2, not to 3"):
        confirm_for_many(world.agency.pk, bulk.pk, expected=3, now=LATER, by=BY)
    assert delivered() == []


def test_what_it_costs_is_said_beforehand() -> None:
    world = World()
    world.books()
    bulk = prepare_for_many(world.agency.pk, circular(channels=("sms",)), now=LATER, by=BY)
    assert (bulk.counts["parts"], bulk.counts["credits"]) == (1, 1)


def test_it_can_be_stopped_before_it_has_gone() -> None:
    world = World()
    guests(world, "Ana", "Bea")
    bulk = prepare_for_many(world.agency.pk, circular(), now=LATER, by=BY)
    confirm_for_many(world.agency.pk, bulk.pk, expected=2, now=LATER, by=BY)
    steer_for_many(world.agency.pk, bulk.pk, "stop", now=LATER, by=BY)
    send_bulks(now=LATER, agency_id=world.agency.pk)
    world.settles(LATER)
    assert delivered() == []
    assert Bulk.objects.get().state == BulkState.STOPPED


def test_advertising_in_bulk_leaves_out_who_has_not_agreed() -> None:
    world = World()
    world.books()
    advertising = circular(manner=Manner("marketing"))
    bulk = prepare_for_many(world.agency.pk, advertising, now=LATER, by=BY)
    assert bulk.counts["left_out"] == {"no_consent": 1}


def test_all_messages_are_in_one_log_by_hand_and_automatic_ones() -> None:
    # systems/004, Odoslané správy: the log of all messages, manual and automatic ones.
    world = World()
    world.rule("{trigger: {anchor: booked, offset: 0, unit: minutes}}")
    booking = world.books()
    write_by_hand(world.agency.pk, Letter(booking_id=booking.pk, own=OWN), now=LATER, by=BY)
    world.settles(LATER)
    rows = list_messages(world.agency.pk, Choice(("sent",))).rows
    assert sorted((each.by, each.subject) for each in rows) == [("", "B1"), (BY, "Water")]
    assert Message.objects.filter(booking=booking).count() == 2
    assert ANNA.email in addresses()
