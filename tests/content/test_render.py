"""What a recipient gets: S23 (one version), S24 (missing fields), and nothing that ends a header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.content.fields import example_values
from hospes.content.render import one_line, render
from hospes.content.words import Unwordable, Words

EXAMPLE = example_values()
WORDS = Words(
    language="es",
    subject="Su reserva {{ booking.reference }}",
    html="<p>Hola {{ guest.name }}, llega el {{ booking.arrival }}.</p><script>x</script>",
    text="Hola {{ guest.name }}, llega el {{ booking.arrival }}.",
    sms="Hola {{ guest.first_name }} – llega el {{ booking.arrival }}, faltan {{ booking.balance }}",
    viber={
        "text": "Hola {{ guest.name }}",
        "button": {"label": "Pagar", "url": "{{ links.pay }}"},
        "image": None,
    },
)


def with_guest(**fields: object) -> dict[str, object]:
    guest = EXAMPLE["guest"]
    assert isinstance(guest, dict)
    return {**EXAMPLE, "guest": {**guest, **fields}}


def test_s23_subject_and_body_are_of_one_version() -> None:
    mail = render(WORDS, EXAMPLE, "email")
    assert mail.language == "es"
    assert mail.subject == "Su reserva HX-2417"
    assert mail.text == "Hola Ana García, llega el 12 de junio de 2026."
    assert "<p>Hola Ana García, llega el 12 de junio de 2026.</p></body></html>" in mail.html
    assert "script" not in mail.html
    assert (mail.sms, mail.viber, mail.missing) == ("", None, ())


def test_an_sms_is_brief_plain_and_measured() -> None:
    sms = render(WORDS, EXAMPLE, "sms")
    assert sms.sms == "Hola Ana - llega el 12 jun 2026, faltan 630,00 €"
    assert sms.segments is not None
    assert (sms.segments.encoding, sms.segments.parts) == ("GSM-7", (49,))
    assert render(WORDS, EXAMPLE, "sms", plain_sms=False).sms.startswith("Hola Ana – llega")


def test_a_viber_message_is_filled_in_to_its_last_leaf() -> None:
    assert render(WORDS, EXAMPLE, "viber").viber == {
        "text": "Hola Ana García",
        "button": {"label": "Pagar", "url": "https://stay.example/p/1a2b"},
        "image": None,
    }


def test_a_campaign_has_no_words_of_ours() -> None:
    assert render(WORDS, EXAMPLE, "campaign").missing == ()


def test_s24_an_empty_required_field_is_named_once_and_only_for_its_channel() -> None:
    values = with_guest(name="", first_name=None)
    assert render(WORDS, values, "email").missing == ("guest.name",)
    assert render(WORDS, values, "sms").missing == ("guest.first_name",)


def test_without_a_text_part_the_html_is_read_out() -> None:
    words = Words("en", subject="x", html="<h1>Hello &amp; welcome</h1><p>{{ guest.name }}</p>")
    assert render(words, with_guest(name="A & B <x>"), "email").text == "Hello & welcome\n\nA & B <x>\n"


def test_without_html_there_is_no_page() -> None:
    assert render(Words("en", subject="x", text="y"), EXAMPLE, "email").html == ""


def test_a_value_is_escaped_in_html_and_nowhere_else() -> None:
    mail = render(WORDS, with_guest(name="<script>alert(1)</script>"), "email")
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    assert "<script>" in mail.text


def test_a_value_that_looks_like_liquid_is_only_text() -> None:
    assert "{{ agency.name }}" in render(WORDS, with_guest(name="{{ agency.name }}"), "email").text


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: x@example.com", "\n", "\0", "\x0b", "\x1c", "\x85", "\u2028", "\u202e"]
)
def test_a_subject_is_one_line_whatever_a_guest_is_called(evil: str) -> None:
    words = Words("en", subject="For {{ guest.name }}", text="x")
    subject = render(words, with_guest(name=f"Ana{evil}Ek"), "email").subject
    assert subject.startswith("For Ana ")
    assert subject.endswith("Ek")
    assert all(ord(character) >= 32 and character not in "\x85\u2028\u2029\u202e" for character in subject)


@given(st.text(max_size=400))
def test_one_line_is_one_clean_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([line], [])
    assert len(line) <= 250
    assert one_line(line) == line


def test_an_sms_has_no_hidden_characters() -> None:
    words = Words("en", sms="Dear {{ guest.name }}\nbye")
    assert render(words, with_guest(name="A\x00\u202en\x1ba"), "sms").sms == "Dear Ana\nbye"


def test_f33_a_name_of_ten_megabytes_is_refused() -> None:
    with pytest.raises(Unwordable, match="too long") as caught:
        render(WORDS, with_guest(name="x" * 10_000_000), "email")
    assert caught.value.details == {"reason": "too_long"}


def test_preview_and_sending_give_the_same_words() -> None:
    assert render(WORDS, EXAMPLE, "email") == render(WORDS, EXAMPLE, "email")
