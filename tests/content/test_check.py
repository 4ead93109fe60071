"""S24: an unknown field cannot be saved; every refusal says where and what to do."""

import pytest

from hospes.content.check import check_words, fields_not_available, problems_in, secret_fields
from hospes.content.words import UnreadableWords, Words
from hospes.kit.errors import UnknownField

GOOD = Words(
    "en",
    subject="Your stay at {{ property.name }}",
    html='<p>Dear {{ guest.first_name | default: "guest" }}</p><a href="{{ links.pay }}">Pay</a>',
    text="Dear {{ guest.name }}, {{ booking.custom.door }} {% for t in booking.tags %}{{ t }}{% endfor %}",
    sms="{{ booking.arrival | date: 'short' }}",
    viber={"text": "{{ guest.name }}", "button": {"label": "Pay", "url": "{{ links.pay }}"}},
)


def test_good_words_pass() -> None:
    check_words(GOOD)
    assert problems_in(GOOD) == []


def test_s24_an_unknown_field_is_refused_with_path_line_and_suggestion() -> None:
    words = Words("es", subject="a", text="Hola\n{{ guest.frist_name }}")
    with pytest.raises(UnknownField) as caught:
        check_words(words, "templates.confirmation.es")
    assert caught.value.message == (
        "templates.confirmation.es.text: Line 2: There is no field guest.frist_name; "
        "did you mean guest.first_name?"
    )
    assert caught.value.details == {
        "field": "guest.frist_name",
        "suggestion": "guest.first_name",
        "path": "templates.confirmation.es.text",
        "line": 2,
    }


@pytest.mark.parametrize(
    "source",
    [
        "{{ guest.frist_name }}",
        "{{ guest }}",
        "{{ guest.name | default: guest.nick }}",
        "{% if guest.nick %}x{% endif %}",
        "{% if guest.name and guest.nick == 'x' %}x{% endif %}",
        "{% for t in booking.extras %}x{% endfor %}",
        "{% for t in booking.tags %}{{ guest.nick }}{% endfor %}",
        "{% case guest.nick %}{% when 'x' %}y{% endcase %}",
        "{{ booking.total | minus: booking.discount }}",
    ],
)
def test_s24_an_unknown_field_is_found_wherever_it_hides(source: str) -> None:
    with pytest.raises(UnknownField, match="There is no field"):
        check_words(Words("en", text=source))


def test_a_field_nobody_can_guess_points_to_the_reference_page() -> None:
    with pytest.raises(UnknownField, match="see the reference page"):
        check_words(Words("en", text="{{ zzzzzzz.qqqqqqq }}"))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (Words("en", subject="{% assign x = 1 %}"), "subject: Line 1: The tag {% assign %} is not available"),
        (Words("en", sms="a\n{{ x"), "sms: Line 2: {{ is not closed"),
        (
            Words("en", html="<p {% if guest.name %}a{% endif %}>x</p>"),
            "html: Line 1: {% if guest.name %} stands",
        ),
        (
            Words("en", viber={"button": {"label": "{{ a | b }}"}}),
            "viber.button.label: Line 1: There is no filter",
        ),
        (Words("en", html='<a href="{{ guest.name }}">x</a>'), "html: {{ guest.name }} cannot be a link"),
        (Words("en", html="<img src={{booking.notes}}>"), "html: {{booking.notes}} cannot be a link"),
        (Words("en", html="""<a href="{{ 'javascript:alert(1)' }}">x</a>"""), "html: {{ 'javascript:"),
        (Words("en", html='<a href="{{ links.pay | default: guest.name }}">x</a>'), "html: {{ links.pay |"),
        (Words("en", html='<a href="{% if guest.name %}{{ guest.name }}{% endif %}">x</a>'), "html: {% if"),
        (
            Words("en", viber={"button": {"url": "{{ guest.name }}"}}),
            "viber.button.url: {{ guest.name }} cannot",
        ),
    ],
)
def test_what_cannot_be_sent_cannot_be_saved(words: Words, sentence: str) -> None:
    with pytest.raises(UnreadableWords) as caught:
        check_words(words)
    assert caught.value.message.startswith(sentence)


@pytest.mark.parametrize(
    "link",
    [
        "{{ links.pay }}",
        "{{links.pay}}?x={{ guest.name }}",
        "{{ property.texts.map }}",
        "https://x.example/{{ guest.name | url_encode }}?a=1&amp;b=2",
        "mailto:{{ agency.email }}",
        "tel:{{ guest.phone }}",
    ],
)
def test_a_link_is_safe_when_a_field_cannot_decide_its_kind(link: str) -> None:
    check_words(Words("en", html=f'<a href="{link}">x</a>'))


def test_all_problems_can_be_had_at_once() -> None:
    words = Words("en", subject="{{ guest.nick }}", text="{{ guest.nick }}{{ guest.nock }}", sms="{{")
    assert [problem.details["path"] for problem in problems_in(words)] == ["subject", "text", "text", "sms"]


def test_a_field_of_one_event_is_not_available_for_another_anchor() -> None:
    words = Words("en", text="{{ booking.old_arrival }} {{ booking.cancelled_by | default: '' }}")
    assert fields_not_available(words, "arrival") == ["booking.old_arrival"]
    assert fields_not_available(words, "event:moved") == []


def test_s20_secret_fields_are_known() -> None:
    assert secret_fields(GOOD) == ["links.pay", "booking.custom.door"]
