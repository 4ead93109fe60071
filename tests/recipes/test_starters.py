"""The starter words: complete in six languages, without an unknown or empty field, short on a phone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hospes.content.check import fields_not_available, problems_in
from hospes.content.fields import example_values, find_field
from hospes.content.html import clean_html
from hospes.content.render import render
from hospes.content.wording import compile_wording
from hospes.content.words import Words
from hospes.kit.money import Money
from hospes.planning.recipes.load_recipes import LANGUAGES, load_recipes, starter_templates

NAMES = sorted({name for recipe in load_recipes() for name in recipe.templates})
VERSIONS = [(name, language) for name in NAMES for language in LANGUAGES]
ANCHORS = [
    (str(recipe.solution["trigger"]["anchor"]), name)
    for recipe in load_recipes()
    for name in recipe.templates
]
EVENING = datetime(2026, 6, 12, 17, tzinfo=UTC)
each_version = pytest.mark.parametrize(("name", "language"), VERSIONS)


def words_of(name: str, language: str) -> Words:
    (template,) = starter_templates([name], [language])
    return Words(language=language, **template["versions"][language])


def bare_values() -> dict[str, Any]:
    """A booking of which only the least is known: no party, no price, no owner's wishes, no links."""
    booking = {
        "reference": "HX-2417", "status": "confirmed", "arrival": date(2026, 6, 12), "nights": 7,
        "departure": date(2026, 6, 19), "starts_at": EVENING, "ends_at": EVENING, "currency": "EUR",
        "total": Money("840", "EUR"), "paid": Money("0", "EUR"), "balance": Money("840", "EUR"),
        "transfer_reference": "HX-2417", "old_arrival": date(2026, 6, 10), "old_departure": date(2026, 6, 17),
    }  # fmt: skip
    hours = {"check_in": EVENING.time(), "check_out": EVENING.time()}
    place = {"name": "Casa Mar", "timezone": "Europe/Madrid", **hours}
    return {"agency": {"name": "Costa Blava"}, "booking": booking, "property": place}


def full_values(**booking: object) -> dict[str, Any]:
    values: dict[str, Any] = example_values()
    for branch in ("property", "booking"):
        values[branch]["secrets"] = {"door_code": "4711", "wifi": "Mar y Sol"}
    values["booking"] |= booking
    return values


@each_version
def test_every_starter_can_be_saved(name: str, language: str) -> None:
    assert problems_in(words_of(name, language)) == []


@each_version
def test_every_starter_has_words_for_e_mail_and_sms(name: str, language: str) -> None:
    words = words_of(name, language)
    assert all((words.subject, words.html, words.text, words.sms))


@each_version
def test_no_starter_leaves_a_hole_whatever_is_known_of_the_booking(name: str, language: str) -> None:
    words = words_of(name, language)
    for values in (bare_values(), full_values(), full_values(has_card=False), full_values(rating=1)):
        mail, sms = render(words, values, "email"), render(words, values, "sms")
        assert mail.missing == sms.missing == ()
        assert mail.subject
        for text in (mail.subject, mail.text, sms.sms):
            assert not re.search(r" [.,:;!?](?=\s|$)|\(\s*\)|,\s*[,.!]|\{|\}|None|False|True", text), text


@each_version
def test_an_sms_takes_two_parts_at_most(name: str, language: str) -> None:
    words = words_of(name, language)
    for values in (bare_values(), full_values(), full_values(has_card=False)):
        sms = render(words, values, "sms")
        assert sms.segments is not None
        assert sms.segments.count <= 2, sms.sms


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "es", "da", "de"])
def test_an_sms_in_these_languages_needs_no_letters_outside_gsm(name: str, language: str) -> None:
    words = words_of(name, language)
    for values in (bare_values(), full_values(), full_values(has_card=False)):
        sms = render(words, values, "sms")
        assert sms.segments is not None
        assert sms.segments.encoding == "GSM-7", sms.sms


@each_version
def test_html_survives_cleaning_and_loads_nothing(name: str, language: str) -> None:
    html = words_of(name, language).html
    assert clean_html(html) == html
    assert not re.search(r"<(img|script|style|link|iframe)|url\(|https?:", html)


@each_version
def test_html_and_text_say_the_same_fields(name: str, language: str) -> None:
    words = words_of(name, language)
    html = {use.path for use in compile_wording(clean_html(words.html), html=True).uses}
    assert html == {use.path for use in compile_wording(words.text).uses}


@pytest.mark.parametrize("name", NAMES)
def test_all_languages_use_the_same_fields(name: str) -> None:
    def fields(language: str) -> set[str]:
        paths = {use.path for use in compile_wording(words_of(name, language).text).uses}
        return {re.sub(r"_\w\w$", "", path) for path in paths if not path.startswith("recipient")}

    assert [language for language in LANGUAGES if fields(language) != fields("en")] == []


@pytest.mark.parametrize(("anchor", "name"), ANCHORS)
def test_no_starter_needs_a_field_that_its_anchor_lacks(anchor: str, name: str) -> None:
    assert all(fields_not_available(words_of(name, language), anchor) == [] for language in LANGUAGES)


@pytest.mark.parametrize("name", NAMES)
def test_secrets_are_only_in_words_for_guests(name: str) -> None:
    uses = compile_wording(words_of(name, "en").text).uses
    secret = [use.path for use in uses if ".secrets." in use.path and find_field(use.path)]
    lines = [line for recipe in load_recipes() for line in recipe.solution.get("notifications", ())]
    assert not secret or {line["to"] for line in lines if line["template"] == name} == {"guest"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_S29_a_card_that_will_be_charged_is_told_instead_of_a_way_to_pay(language: str) -> None:
    words = words_of("payment-reminder", language)
    charged = render(words, full_values(), "email").text
    assert "ES91 2100 0418 4502 0005 1332" not in charged
    assert "https://stay.example/p/1a2b" not in charged
    open_ = render(words, full_values(has_card=False), "email").text
    assert "ES91 2100 0418 4502 0005 1332" in open_
    assert "https://stay.example/p/1a2b" in open_


def test_S29_the_day_of_the_charge_is_only_said_with_a_card_and_a_day() -> None:
    words = words_of("payment-reminder", "en")
    told = "your card will be charged on 29 May 2026"
    assert told in render(words, full_values(), "email").text
    assert "charged" not in render(words, full_values(has_card=False), "email").text
    assert "charged" not in render(words, full_values(charge_on=None), "email").text


def test_without_any_way_to_pay_the_guest_is_asked_to_write() -> None:
    text = render(words_of("payment-reminder", "en"), bare_values(), "email").text
    assert "Would you like to know how to pay? Just reply to this e-mail." in text


def test_a_poor_rating_is_answered_with_regret() -> None:
    words = words_of("review-thanks", "en")
    assert "Words like yours" in render(words, full_values(rating=5), "email").text
    assert "We are sorry that not everything" in render(words, full_values(rating=2), "email").text
    assert "Words like yours" in render(words, full_values(rating=None), "email").text


def test_a_pre_booking_is_called_one() -> None:
    words = words_of("new-booking-for-owner", "en")
    assert "not confirmed yet" in render(words, full_values(status="pending"), "email").text
    assert "not confirmed yet" not in render(words, full_values(status="confirmed"), "email").text


def test_the_language_of_the_agency_decides_which_versions_there_are() -> None:
    (template,) = starter_templates(["offer-services"], ["de-AT", "en", "fr"])
    assert list(template["versions"]) == ["en", "de"]
    (fallback,) = starter_templates(["offer-services"], ["fr"])
    assert list(fallback["versions"]) == ["en"]
