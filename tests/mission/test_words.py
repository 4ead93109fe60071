"""Words: languages, fields, conditions in them (mission.md, notifications, templates, channels).

systems/004, Nastavenie správ: a text in several languages; systems/001, point 8: the template to send;
systems/002: “Conditional date information”. The built-in texts are told in
tests/planning/test_system_notifications.py.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hospes.bookings.facts import PersonFacts
from hospes.bookings.models import Property
from hospes.kit.errors import Malformed
from hospes.planning.models import Task
from tests.mission.world import World, at, delivered

pytestmark = pytest.mark.django_db


def speaking(world: World, **versions: str) -> None:
    """One solution, a day before arrival, with a text for each language."""
    written = {
        language.replace("_", "-"): {"subject": "S", "text": text} for language, text in versions.items()
    }
    world.rules(
        f"""
        solutions:
          - name: Ours
            trigger: {{anchor: arrival, offset: -1, unit: days, at: "15:00"}}
            notifications: [{{to: guest, template: ours}}]
        templates: [{{name: ours, versions: {written}}}]
        """
    )


def said(world: World, **changes: Any) -> str:
    world.books(**changes)
    world.passes("2026-06-12 00:00")
    [message] = delivered()
    return message.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Guten Tag"),
        ("de-AT", "Guten Tag"),
        ("pt-BR", "Oi"),
        ("pt", "Olá"),
        ("fi", "Hello"),
        ("", "Hello"),
    ],
)
def test_each_guest_reads_their_own_language_or_the_nearest(language: str, text: str) -> None:
    world = World()
    speaking(world, en="Hello", de="Guten Tag", pt="Olá", pt_BR="Oi")
    assert said(world, guest=PersonFacts(name="Anna", email="anna@example.com", language=language)) == text


def test_dates_and_money_are_written_as_the_reader_writes_them() -> None:
    world = World()
    speaking(world, en="x", de="{{ booking.arrival }}: {{ booking.balance }}")
    guest = PersonFacts(name="Anna", email="anna@example.com", language="de")
    assert said(world, guest=guest, total=Decimal("1840.5")) == "12. Juni 2026: 1.840,50\xa0€"


def test_words_count_days_and_money() -> None:
    world = World()
    speaking(
        world,
        en="{{ booking.arrival | days_after: 1 | date: '%d.%m.' }}, {{ booking.total | times: 0.5 }}, "
        "{% if booking.nights >= 7 %}a week{% else %}some days{% endif %}",
    )
    assert said(world, total=Decimal(840)) == "13.06., €420.00, a week"


def test_an_unknown_field_cannot_be_saved() -> None:
    with pytest.raises(Malformed, match=r"guest\.nmae"):
        speaking(World(), en="Dear {{ guest.nmae }}")


def test_a_field_that_is_empty_holds_the_message_until_it_is_filled_in() -> None:
    world = World()
    speaking(world, en="Parking: {{ property.address }}")
    world.books()
    world.passes("2026-06-12 00:00")
    assert Task.objects.values_list("state", "reason").get() == ("held", "missing_field")


def test_what_has_a_default_never_holds_a_message() -> None:
    world = World()
    speaking(world, en="Dear {{ guest.phone | default: 'guest' }}")
    assert said(world, guest=PersonFacts(name="A", email="anna@example.com")) == "Dear guest"


def test_a_code_is_told_to_who_has_paid_only() -> None:
    # systems/002: only when it is certain that he has paid; mission: text revealed only after payment.
    world = World()
    speaking(world, en="{{ property.secrets.door_code }}")
    world.books(total=Decimal(840))
    Property.objects.update(secrets={"door_code": "0471"})
    world.passes("2026-06-12 00:00")
    assert Task.objects.values_list("state", "reason").get() == ("held", "secret_not_due")
    world.books(total=Decimal(840), paid=Decimal(840), now=at("2026-06-12 09:00"))
    world.passes("2026-06-12 10:00")
    [message] = delivered()
    assert (message.to_address, "0471" in message.text) == ("anna@example.com", False)
