"""Corrections can be said in six languages, on every channel, about every fact."""

from typing import Any

import pytest

from hospes.content.correction_words.compose_correction_words import (
    LANGUAGES,
    Change,
    built_in_words,
    correction_values,
    label_of,
    own_words,
)
from hospes.content.fields import example_values
from hospes.content.quotes import QUOTED
from hospes.content.render import Rendered, render
from hospes.content.words import Words

ADDRESS = Change("property.address", "Carrer 1", "Passeig 4")
WIFI = Change("property.texts.wifi_name", "", "Mar y Sol")


def said(changes: list[Change], language: str = "en", channel: str = "email") -> Rendered:
    values: dict[str, Any] = example_values() | {"correction": correction_values(changes, language)}
    return render(built_in_words(changes)[language], values, channel)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_said_in_every_language_on_every_channel(language: str) -> None:
    changes = [Change(path, "old", "new") for path in sorted(QUOTED)]
    mail, sms, viber = (said(changes, language, channel) for channel in ("email", "sms", "viber"))
    assert (mail.missing, sms.missing, viber.missing) == ((), (), ())
    assert mail.text.count("old → new") == mail.html.count("old → new") == len(QUOTED)
    labels = [label_of(path, language) for path in QUOTED]
    assert all(label in mail.text and label in mail.html for label in labels)
    assert "Casa Mar" in mail.subject


def test_each_language_has_labels_of_its_own() -> None:
    labels = {language: label_of("property.address", language) for language in LANGUAGES}
    assert labels == {
        "en": "Address", "es": "Dirección", "sk": "Adresa", "cs": "Adresa", "da": "Adresse", "de": "Adresse",
    }  # fmt: skip
    assert label_of("property.address", "de-AT") == "Adresse"
    assert label_of("property.address", "fr") == "Address"


def test_what_was_not_there_is_a_dash_and_own_texts_are_called_by_their_names() -> None:
    assert "Wifi name: – → Mar y Sol" in said([WIFI]).text


def test_a_text_message_is_short_and_plain() -> None:
    sms = said([ADDRESS], channel="sms")
    assert sms.sms == "Correction for HX-2417: Address: Passeig 4 (before Carrer 1). Costa Blava Rentals"
    assert sms.segments is not None
    assert (sms.segments.count, sms.segments.encoding) == (1, "GSM-7")


def test_values_with_braces_or_tags_are_only_text() -> None:
    wild = Change("property.address", "{{ guest.name }}", "<b>{% if %}</b>")
    mail = said([wild])
    assert "{{ guest.name }} → <b>{% if %}</b>" in mail.text
    assert "{{ guest.name }} → &lt;b&gt;{% if %}&lt;/b&gt;" in mail.html


def test_own_words_without_codes_stay_as_they_are() -> None:
    own = {"en": Words("en", subject="New", text="{{ correction.changes | join: ', ' }}")}
    assert own_words(own, [ADDRESS]) == own
