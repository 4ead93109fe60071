"""The built-in words of system notifications: every event, reader, language and channel can be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest
import yaml

from hospes.content.check import fields_not_available, problems_in
from hospes.content.fields import example_values
from hospes.content.load_templates import load_words, written_templates
from hospes.content.render import Rendered, render
from hospes.content.save_templates import save_templates
from hospes.content.system_words.load_system_words import (
    EVENTS,
    LANGUAGES,
    WRITERS,
    load_system_words,
    system_template,
)
from tests.making import NOW, make_agency

EVERY = [(event, reader, language) for event in EVENTS for reader in WRITERS for language in LANGUAGES]
ANCHORS = {
    "cancelled_by_us": "event:cancelled",
    "cancelled_by_guest": "event:cancelled",
    "reminder": "arrival",
}


def values(**changes: Mapping[str, object]) -> dict[str, Any]:
    """The examples of the fields, with changes by branch."""
    tree: dict[str, Any] = example_values()
    for branch, leaves in {"task": {"is_updated": False}, **changes}.items():
        tree[branch] = {**tree[branch], **leaves}
    return tree


def said(
    event: str, *, reader: str = "guest", language: str = "en", channel: str = "email", **changes: Any
) -> Rendered:
    words = load_system_words()[system_template(event, reader)][language]
    return render(words, values(**changes), channel)


@pytest.mark.parametrize(("event", "reader", "language"), EVERY)
def test_every_event_is_said_to_every_reader_in_every_language_on_every_channel(
    event: str, reader: str, language: str
) -> None:
    words = load_system_words()[system_template(event, reader)][language]
    assert problems_in(words) == []
    assert fields_not_available(words, ANCHORS.get(event, f"event:{event}")) == []
    mail, sms, viber = (render(words, values(), channel) for channel in ("email", "sms", "viber"))
    assert (mail.missing, sms.missing, viber.missing) == ((), (), ())
    assert mail.subject
    assert "HX-2417" in mail.text
    assert "HX-2417" in mail.html
    assert "[" not in mail.text + mail.subject + sms.sms + str((viber.viber or {})["text"])


@pytest.mark.parametrize(("event", "reader", "language"), EVERY)
def test_an_sms_fits_into_one_part_of_the_gsm_alphabet(event: str, reader: str, language: str) -> None:
    marked = {"property": {"name": "Chalúpka Žiar"}, "guest": {"name": "Ľubica Šťastná"}}
    segments = said(event, reader=reader, language=language, channel="sms", **marked).segments
    assert segments is not None
    assert segments.encoding == "GSM-7"
    assert segments.count <= 2
    assert said(event, reader=reader, language=language, channel="sms").segments.count == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(("event", "reader", "language"), EVERY)
def test_nothing_that_a_booking_may_lack_leaves_a_hole(event: str, reader: str, language: str) -> None:
    nobody = {"name": "", "first_name": None, "email": "", "phone": ""}
    bare = values(
        recipient=nobody,
        guest=nobody,
        agency={"phone": "", "footer": ""},
        property={"address": "", "information": ""},
        booking={
            **dict.fromkeys(("payment_due", "notes", "rating"), None),
            **dict.fromkeys(("total", "paid", "balance", "party"), 0),
        },
        links=dict.fromkeys(("pay", "stay"), None),
        portal={"name": ""},
    )
    words = load_system_words()[system_template(event, reader)][language]
    for channel in ("email", "sms", "viber"):
        assert render(words, bare, channel).missing == ()
    mail = render(words, bare, "email")
    assert not re.search(r"\n{3}|: \n|\(\)|, *\n", mail.text.partition("\n\n")[2])
    assert len(mail.text.splitlines()) < len(said(event, reader=reader, language=language).text.splitlines())


def keys(tree: object, path: str = "") -> set[str]:
    if not isinstance(tree, dict):
        return {path}
    return {key for name, inner in tree.items() for key in keys(inner, f"{path}.{name}")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_phrases(language: str) -> None:
    folder = files("hospes.content.system_words") / "phrases"
    written = {name: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")) for name in LANGUAGES}
    assert keys(written[language]) - {".bare"} == keys(written["en"])


def test_a_confirmation_in_english_reads_like_this() -> None:
    mail = said("confirmed")
    assert mail.subject == "Your booking is confirmed: Casa Mar, HX-2417"
    assert mail.text == (
        "Dear Ana,\n"
        "\n"
        "Good news: your booking is confirmed. Here is everything at a glance.\n"
        "\n"
        "Booking: HX-2417\n"
        "Where: Casa Mar\n"
        "Address: Passeig de s'Abanell 4, Blanes\n"
        "Arrival: Friday, 12 June 2026, 15:00\n"
        "Departure: Friday, 19 June 2026, 11:00\n"
        "Guests: 3\n"
        "Price: €840.00\n"
        "Paid: €210.00\n"
        "Still to pay: €630.00 (by 29 May 2026)\n"
        "Pay here: https://stay.example/p/1a2b\n"
        "\n"
        "Parking is behind the house.\n"
        "\n"
        "We look forward to seeing you.\n"
        "\n"
        "Questions? Just answer this message or call +34 972 000 000.\n"
        "\n"
        "Kind regards\n"
        "Costa Blava Rentals\n"
        "\n"
        "Costa Blava, Blanes\n"
    )


def test_a_move_says_the_old_dates_and_the_new_ones() -> None:
    text = said("moved").text
    assert "Before: 10 June 2026 – 17 June 2026\nArrival: Friday, 12 June 2026, 15:00\n" in text
    assert said("moved", channel="sms").sms == (
        "Your booking HX-2417, Casa Mar, has been moved. Now: 12 Jun 2026 - 19 Jun 2026. "
        "Before: 10 Jun 2026 - 17 Jun 2026. Costa Blava Rentals"
    )


def test_an_appointment_has_one_date_with_two_times() -> None:
    hour = {
        "nights": 0,
        "departure": date(2026, 6, 12),
        "starts_at": datetime(2026, 6, 12, 16, tzinfo=UTC),
        "ends_at": datetime(2026, 6, 12, 17, 30, tzinfo=UTC),
    }
    mail = said("confirmed", booking=hour)
    assert "Date: Friday, 12 June 2026, 18:00 – 19:30\n" in mail.text
    assert "Departure" not in mail.text


def test_a_cancellation_says_nothing_of_money() -> None:
    for event in ("cancelled_by_us", "cancelled_by_guest", "rejected"):
        assert "€" not in said(event).text


def test_who_cancelled_makes_other_words() -> None:
    assert said("cancelled_by_us").subject == "We had to cancel your booking HX-2417"
    assert said("cancelled_by_guest").subject == "Your booking HX-2417 is cancelled"
    assert said("cancelled_by_us", reader="staff").subject == "Cancelled by us: Casa Mar, HX-2417"


def test_a_reminder_that_goes_again_is_marked_as_updated() -> None:
    assert said("reminder").subject == "Reminder: Casa Mar, 12 June 2026, 15:00"
    again = said("reminder", task={"is_updated": True}, language="de")
    assert again.subject == "Aktualisiert: Erinnerung: Casa Mar, 12. Juni 2026, 15:00"


def test_slovak_and_czech_sms_have_no_marks_at_all() -> None:
    assert said("confirmed", language="sk", channel="sms").sms == (
        "Potvrdene: rezervacia HX-2417, Casa Mar, 12. 6. 2026 - 19. 6. 2026. Tesime sa na Vas. "
        "Costa Blava Rentals"
    )


def test_staff_read_the_facts_with_the_guests_contact() -> None:
    text = said("pending", reader="staff", language="da").text
    assert text.startswith("En booking venter på at blive bekræftet.\n\nBooking: HX-2417\nSted: Casa Mar\n")
    assert "Gæst: Ana García\nTelefon: +34 600 000 000\nE-mail: ana@example.com\n" in text


def test_what_a_guest_wrote_cannot_become_html() -> None:
    html = said("pending", reader="staff", guest={"name": "<b>Eve</b>"}).html
    assert "&lt;b&gt;Eve&lt;/b&gt;" in html


@pytest.mark.django_db
def test_a_template_of_the_agency_goes_before_the_built_in_one_of_its_name() -> None:
    agency = make_agency()
    own = {"name": "system/confirmed/guest", "versions": {"en": {"subject": "Yes!", "text": "It is yours."}}}
    assert "sk" in load_words(agency.pk)["system/confirmed/guest"]
    save_templates(agency.pk, [own], now=NOW)
    assert load_words(agency.pk)["system/confirmed/guest"].keys() == {"en"}
    assert [template["name"] for template in written_templates(agency.pk)] == ["system/confirmed/guest"]
