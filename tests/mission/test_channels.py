"""SMS, Viber and e-mail, their switches and their length (mission.md, notifications, templates, channels).

systems/004: SMS alone, Viber alone, or Viber first and SMS when Viber cannot deliver, in the background; a
switch for each booking and a default for new ones. systems/002: a long message goes as several SMS;
blocked kinds.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.record_consents import ConsentFacts
from hospes.bookings.switch_messages import switch_messages
from hospes.delivery.models import Receipt
from hospes.dispatch.models import Message
from hospes.engine.change_settings import change_settings
from hospes.engine.take_in_words import take_in_consents, take_in_words
from tests.making import NOW
from tests.mission.world import World, at, delivered

pytestmark = pytest.mark.django_db
DAY_BEFORE = "{trigger: {anchor: arrival, offset: -1, unit: days}}"
BY = "anna@example.com"
TALL = [{"to": "guest", "template": "said", "channels": [{"viber": {"timeout": "60m"}}, "sms"]}]


def by(*channels: str) -> list[dict[str, object]]:
    return [{"to": "guest", "template": "said", "channels": list(channels)}]


def went() -> list[tuple[str, str]]:
    return [(each.channel, each.to_address) for each in delivered()]


@pytest.mark.parametrize("channel", ["sms", "viber"])
def test_sms_alone_or_viber_alone(channel: str) -> None:
    world = World()
    world.rule(DAY_BEFORE, notifications=by(channel))
    world.books()
    world.passes("2026-06-30 00:00")
    assert went() == [(channel, "+34600111222")]


def test_a_guest_without_a_phone_gets_the_next_channel_of_the_chain() -> None:
    world = World()
    world.rule(DAY_BEFORE, notifications=by("viber", "sms", "email"))
    world.books(guest=PersonFacts(name="Bo Lind", email="bo@example.com", language="en"))
    world.passes("2026-06-30 00:00")
    assert went() == [("email", "bo@example.com")]


def test_who_has_no_address_at_all_cannot_be_reached_and_it_is_seen() -> None:
    world = World()
    world.rule(DAY_BEFORE, notifications=by("sms"))
    world.books(guest=PersonFacts(name="Bo Lind", email="bo@example.com", language="en"))
    world.passes("2026-06-30 00:00")
    assert list(Message.objects.values_list("state", "reason")) == [("undeliverable", "no_address")]


def test_messages_of_a_booking_can_be_switched_off() -> None:
    # systems/004: in the booking's details, “send CRM notifications by e-mail and SMS”.
    world = World()
    world.rule(DAY_BEFORE, notifications=[*by("email"), {"to": "owner", "template": "said"}])
    booking = world.books()
    world.does(switch_messages, booking, email=False, now=NOW)
    world.passes("2026-06-30 00:00")
    assert went() == []
    assert set(Message.objects.values_list("reason", flat=True)) == {"switched_off"}


def test_new_bookings_begin_with_the_switches_of_the_agency() -> None:
    # systems/004, Posielať SMS: preset as active in each new booking.
    world = World()
    world.rule(DAY_BEFORE, notifications=by("sms", "email"))
    before = world.books("BEFORE")
    change_settings(world.agency.pk, {"sends_sms": False}, now=NOW, by=BY)
    after = world.books("AFTER", property="Casa Alta")
    assert (before.sends_sms, after.sends_sms) == (True, False)
    world.passes("2026-06-30 00:00")
    assert sorted((each.booking.reference, each.channel) for each in delivered() if each.booking) == [
        ("AFTER", "email"),
        ("BEFORE", "sms"),
    ]


@pytest.mark.parametrize(
    ("words", "parts"),
    [("A" * 160, 1), ("A" * 161, 2), ("č" * 70, 1), ("č" * 71, 2), ("{{ guest.first_name }}" + "A" * 156, 1)],
)
def test_a_long_sms_goes_in_parts(words: str, parts: int) -> None:
    # systems/002, “SMS messages”: the length is limited; a long message is sent as several SMS messages.
    world = World()
    world.rules(
        f"""
        solutions:
          - name: Ours
            trigger: {{anchor: arrival, offset: -1, unit: days}}
            notifications: [{{to: guest, template: long, channels: [sms]}}]
        templates: [{{name: long, versions: {{en: {{sms: "{words}"}}}}}}]
        """
    )
    world.books()
    world.passes("2026-06-30 00:00")
    assert [message.parts for message in delivered()] == [parts]


def test_a_customer_blocks_a_kind_of_messages_on_a_channel() -> None:
    # systems/002: “he can set up blocking of a certain type of communication himself”.
    world = World()
    world.rule(DAY_BEFORE.replace("}}", "}, kind: service}"), name="Service", notifications=by("sms"))
    world.rule(DAY_BEFORE, name="News of the booking", notifications=by("sms"))
    booking = world.books()
    no = ConsentFacts(booking.guest_id, "sms", "service", is_allowed=False, at=NOW, source="page")
    take_in_consents(world.agency.pk, [no], now=NOW)
    world.passes("2026-06-30 00:00")
    assert [each.solution.name for each in delivered() if each.solution] == ["News of the booking"]


def test_stop_ends_what_is_planned_and_what_is_on_its_way() -> None:
    world = World()
    world.rule(DAY_BEFORE.replace("}}", "}, kind: service}"), notifications=by("sms"))
    world.books()
    _, heeded = take_in_words(world.agency.pk, "+34600111222", "Stop!", now=NOW + timedelta(hours=1))
    world.passes("2026-06-30 00:00")
    assert len(heeded.changed) == 1
    assert went() == []


def test_advertising_goes_only_to_who_wants_it() -> None:
    world = World()
    world.rule(DAY_BEFORE.replace("}}", "}, kind: marketing}"))
    world.books()
    world.passes("2026-06-30 00:00")
    assert went() == []


def test_a_message_waits_for_the_end_of_quiet_hours() -> None:
    world = World()
    quiet = {"from": "21:00", "to": "09:00"}
    world.rule('{trigger: {anchor: arrival, offset: -1, unit: days, at: "22:30"}}', quiet_hours=quiet)
    world.books()
    world.passes("2026-06-30 00:00")
    assert [each.sent_at for each in delivered()] == [at("2026-06-12 09:00")]


def test_every_message_is_in_the_log_manual_or_not() -> None:
    # systems/004, História: a log of all messages; nothing that was sent has been received yet.
    world = World()
    world.rule(DAY_BEFORE, notifications=TALL)
    world.books()
    world.passes("2026-06-30 00:00")
    assert list(Message.objects.values_list("channel", "state")) == [("viber", "sent")]
    assert not Receipt.objects.exists()
