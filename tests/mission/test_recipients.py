"""Who gets a message (mission.md, solutions and tasks, recipients).

systems/000: guest, client, owner or agent, copies, a second notification with another template; systems/002:
single employees, the administrator, any phone number (the sauna).
"""

from __future__ import annotations

from typing import Any

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.dispatch.models import Message
from tests.mission.world import ANNA, World, addresses, appointment, at, delivered

pytestmark = pytest.mark.django_db
DAY_BEFORE = "trigger: {anchor: arrival, offset: -1, unit: days}"
PARTIES: dict[str, Any] = {
    "client": PersonFacts(name="Luis Mora", email="luis@example.com"),
    "agent": PersonFacts(name="Iris Reis", email="iris@example.com"),
    "owner": PersonFacts(name="Marta Puig", email="marta@example.com"),
}


@pytest.mark.parametrize(
    ("role", "address"),
    [
        ("guest", "anna@example.com"),
        ("client", "luis@example.com"),
        ("owner", "marta@example.com"),
        ("agent", "iris@example.com"),
    ],
)
def test_each_party_of_the_booking_can_be_written_to(role: str, address: str) -> None:
    world = World()
    world.rule(DAY_BEFORE, to=role)
    world.books(**PARTIES)
    world.passes("2026-06-30 00:00")
    assert addresses() == [address]


def test_a_second_notification_has_another_template() -> None:
    # systems/000: "a secondary notification, with a different template to another party (e.g to Owner)".
    world = World()
    world.rules(
        """
        solutions:
          - name: Coming soon
            trigger: {anchor: arrival, offset: -1, unit: days}
            notifications:
              - {to: guest, template: welcome}
              - {to: owner, template: note}
        templates:
          - {name: welcome, versions: {en: {subject: See you tomorrow, text: Welcome}}}
          - {name: note, versions: {en: {subject: "Guests tomorrow: {{ guest.name }}", text: Note}}}
        """
    )
    world.books(**PARTIES)
    world.passes("2026-06-30 00:00")
    assert sorted((each.to_address, each.subject) for each in delivered()) == [
        ("anna@example.com", "See you tomorrow"),
        ("marta@example.com", "Guests tomorrow: Anna Keller"),
    ]


def test_any_address_can_get_a_copy_or_a_blind_copy() -> None:
    world = World()
    line = {
        "to": "guest",
        "template": "said",
        "cc": ["office@example.com"],
        "bcc": ["archive@example.com"],
    }
    world.rule(DAY_BEFORE, notifications=[line])
    world.books()
    world.passes("2026-06-30 00:00")
    [message] = delivered()
    assert (message.cc, message.bcc) == (["office@example.com"], ["archive@example.com"])


def test_copies_never_hold_what_only_the_guest_may_know() -> None:
    world = World()
    secret = {"name": "code", "versions": {"en": {"subject": "Code", "text": "{{ booking.secrets.door }}"}}}
    line = {"to": "guest", "template": "code", "cc": ["office@example.com"]}
    solution = {
        "name": "Code",
        "trigger": {"anchor": "arrival", "offset": -1, "unit": "days"},
        "notifications": [line],
    }
    world.rules(f"{{solutions: [{solution}], templates: [{secret}]}}")
    world.books(secrets={"door": "4711"})
    world.passes("2026-06-30 00:00")
    [message] = delivered()
    assert message.cc == []


def test_an_employee_the_administrators_and_a_fixed_address_can_be_told() -> None:
    world = World()
    world.member("boss@example.com", "administrator")
    world.member("clean@example.com")
    world.member("other@example.com")
    recipients = ("administrators", "staff:clean@example.com", {"email": "laundry@example.com"})
    lines = [{"to": to, "template": "said"} for to in recipients]
    world.rule(DAY_BEFORE, notifications=lines)
    world.books()
    world.passes("2026-06-30 00:00")
    assert addresses() == ["boss@example.com", "clean@example.com", "laundry@example.com"]


def test_a_fixed_number_gets_an_sms_sixty_minutes_before_the_start() -> None:
    # systems/002: switch on the sauna heating 60 minutes before the start with “TURN ON THE SAUNA”.
    world = World()
    world.rules(
        """
        solutions:
          - name: Sauna
            trigger: {anchor: arrival, offset: -60, unit: minutes}
            notifications: [{to: {phone: "+34600000009"}, template: sauna, channels: [sms]}]
        templates:
          - {name: sauna, versions: {en: {sms: TURN ON THE SAUNA}}}
        """
    )
    world.books(**appointment("2026-06-12 18:00"))
    world.passes("2026-06-13 00:00")
    assert [(each.channel, each.to_address, each.text) for each in delivered()] == [
        ("sms", "+34600000009", "TURN ON THE SAUNA")
    ]


def test_one_person_in_two_roles_gets_one_copy_with_the_guests_words() -> None:
    world = World()
    world.rules(
        """
        solutions:
          - name: Both
            trigger: {anchor: arrival, offset: -1, unit: days}
            notifications:
              - {to: owner, template: note}
              - {to: guest, template: welcome}
        templates:
          - {name: welcome, versions: {en: {subject: See you tomorrow, text: Welcome}}}
          - {name: note, versions: {en: {subject: Guests tomorrow, text: Note}}}
        """
    )
    world.books(owner=ANNA)
    world.passes("2026-06-30 00:00")
    assert [each.subject for each in delivered()] == ["See you tomorrow"]


def test_without_an_address_it_is_an_error_with_a_reason_and_goes_when_there_is_one() -> None:
    # systems/001, question "What should I do if a task shows an error": check the recipient's e-mail address.
    world = World()
    world.rule("trigger: {anchor: arrival, offset: -5, unit: days}")
    world.books(guest=PersonFacts(name="Anna Keller", language="en"))
    world.passes("2026-06-08 00:00")
    assert list(Message.objects.values_list("state", "reason")) == [("undeliverable", "no_address")]
    world.books(now=at("2026-06-08 09:00"))
    world.settles(at("2026-06-08 09:00"))
    assert addresses() == ["anna@example.com"]
