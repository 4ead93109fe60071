"""Secrets stand as marks in every stored word and join it only on the way out."""

import pytest

from hospes.content.check import problems_in
from hospes.content.render import render
from hospes.content.secrets import SecretGone, digest, masked, revealed, secrets_at
from hospes.content.values import values_for
from hospes.content.words import Words
from tests.content.test_values import BOOKING, NOW, Rows

ROWS: Rows = {
    "property": {"name": "Casa Mar", "timezone": "Europe/Madrid", "secrets": {"door": "<4711>", "wifi": ""}},
    "booking": {**BOOKING, "secrets": {"box": "0815"}},
    "guest": {"name": "Eva \ue000property.secrets.door\ue001"},
}
WORDS = Words(
    language="en",
    subject="Codes",
    text="Door {{ property.secrets.door }}, box {{ booking.secrets.box }}",
    html="<p>{{ property.secrets.door }}</p>",
    sms="Door {{ property.secrets.door }}",
)


def test_rendered_words_hold_marks_and_never_the_value() -> None:
    mail = render(WORDS, values_for(ROWS, now=NOW), "email")

    assert mail.text == "Door \ue000property.secrets.door\ue001, box \ue000booking.secrets.box\ue001"
    assert masked(mail.text) == "Door ••••, box ••••"


def test_the_values_join_the_words_and_are_escaped_in_html() -> None:
    mail, values = render(WORDS, values_for(ROWS, now=NOW), "email"), secrets_at(ROWS)

    assert revealed(mail.text, values) == "Door <4711>, box 0815"
    assert "<p>&lt;4711&gt;</p>" in revealed(mail.html, values, html=True)


def test_an_sms_is_measured_with_the_true_value() -> None:
    sms = render(WORDS, values_for(ROWS, now=NOW), "sms", secrets=secrets_at(ROWS))

    assert sms.segments is not None
    assert (sms.segments.encoding, sms.segments.parts) == ("GSM-7", (11,))


def test_an_empty_secret_is_a_missing_field() -> None:
    words = Words(language="en", text="Wi-Fi {{ property.secrets.wifi }}")

    assert render(words, values_for(ROWS, now=NOW), "email").missing == ("property.secrets.wifi",)


def test_a_mark_that_somebody_writes_into_a_name_is_taken_out() -> None:
    words = Words(language="en", text="Dear {{ guest.name }}")

    assert render(words, values_for(ROWS, now=NOW), "email").text == "Dear Eva "


def test_words_whose_secret_is_gone_do_not_go() -> None:
    with pytest.raises(SecretGone):
        revealed("Door \ue000property.secrets.door\ue001", {})


@pytest.mark.parametrize("text", ["{{ property.secrets.door | upcase }}", "{{ booking.secrets.box | date }}"])
def test_words_may_not_alter_a_secret(text: str) -> None:
    assert [problem.code for problem in problems_in(Words(language="en", text=text))] == ["unreadable_words"]


def test_a_default_for_a_secret_is_allowed() -> None:
    assert problems_in(Words(language="en", text='{{ booking.secrets.box | default: "–" }}')) == []


def test_the_digest_changes_with_the_value() -> None:
    assert digest("4711") == digest("4711") != digest("4712")
