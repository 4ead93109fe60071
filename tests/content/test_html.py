from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hospes.content.html import as_page, clean_html, text_of_html
from hospes.content.words import UnreadableWords

LINK = '<a href="{{ links.pay }}">Pay {{ booking.balance }}</a>'


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        (LINK, LINK),
        ('<a href="{{ links.pay }}" onclick="x()">Pay</a>', '<a href="{{ links.pay }}">Pay</a>'),
        ("<script>alert(1)</script>a<style>p{}</style>", "a"),
        ('<img src="x" onerror="alert(1)">', '<img src="x">'),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a>', "<a>a</a>"),
        ("<iframe src='//x'></iframe><form><input name=a></form><b>a</b>", "<b>a</b>"),
        ('<p hx-get="/x" hx-on="y" style="color: red">a</p>', '<p style="color: red">a</p>'),
        ("<svg onload=alert(1)></svg><math></math>a", "a"),
        ("<!-- a {{ guest.name }} --><!--[if mso]><b>x</b><![endif]-->b", "b"),
        ("{% if booking.total > 3 %}<b>{{ a.b | default: '<i>' }}</b>{% endif %}",) * 2,
        ('<p title="{{ guest.name }}">{{ guest.name }}</p>',) * 2,
        (
            "<table>{% for t in booking.tags %}<tr><td>{{ t }}</td></tr>{% endfor %}</table>",
            "<table>{% for t in booking.tags %}<tbody><tr><td>{{ t }}</td></tr>{% endfor %}</tbody></table>",
        ),
        ('<a href="mailto:{{ agency.email }}">a</a> <a href="tel:{{ agency.phone }}">b</a>',) * 2,
        ("", ""),
    ],
)
def test_only_what_mail_needs_stays_and_liquid_is_not_torn(written: str, cleaned: str) -> None:
    assert clean_html(written) == cleaned
    assert clean_html(cleaned) == cleaned


@pytest.mark.parametrize(
    "written",
    [
        'a\n<p {% if a.b %}class="x"{% endif %}>y</p>',
        "a\n<{{ a.b }}>y</p>",
        "a\n<script>{{ a.b }}</script>",
        "a\n<p onclick='{{ a.b }}'>y</p>",
    ],
)
def test_liquid_where_html_has_no_room_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(UnreadableWords, match=r"Line 2: .* no room"):
        clean_html(written)


def test_our_own_marks_cannot_be_forged() -> None:
    with pytest.raises(UnreadableWords, match="it is ours"):
        clean_html("hxq7qxh <!--hxq7qxh-->")


PIECES = [
    "<p>",
    "</p>",
    "<b",
    ">",
    "<table><tr>",
    "<td>",
    "{{ a.b }}",
    "{% if a.b %}",
    "{% endif %}",
    '"',
    "'",
]
EVIL = [
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<a href='",
    "x",
    "<svg/onload=x>",
    " onload=x ",
    "javascript:",
]
HTML = st.lists(st.sampled_from([*PIECES, *EVIL]), max_size=25).map("".join)


@given(HTML)
def test_no_script_survives_any_mixture(written: str) -> None:
    with suppress(UnreadableWords):
        cleaned = clean_html(written)
        for evil in ("<script", "<svg", "<iframe", "='javascript:", '="javascript:'):
            assert evil not in cleaned
        assert clean_html(cleaned) == clean_html(clean_html(cleaned))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<h1>Hello</h1><p>Dear  {{ guest.name }},<br>welcome.</p>",
            "Hello\n\nDear {{ guest.name }},\nwelcome.\n",
        ),
        ("<ul><li>one</li><li>{{ a.b }}</li></ul>", "- one\n- {{ a.b }}\n"),
        (
            '<p>See <a href="https://x.example/{{ a.b }}">here</a>.</p>',
            "See here (https://x.example/{{ a.b }}).\n",
        ),
        (
            '<a href="mailto:a@b.c">a@b.c</a> <a href="https://x.example">https://x.example</a>',
            "a@b.c https://x.example\n",
        ),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        (
            "<div>a</div>{% if a.b %}<div>{{ a.b }}</div>{% endif %}<div>c</div>",
            "a\n{% if a.b %}{{ a.b }}\n{% endif %}c\n",
        ),
        ('<style>p{}</style><img src="x" alt="The house"> &amp; caf&eacute;', "The house & café\n"),
        ("", "\n"),
    ],
)
def test_plain_words_are_made_of_html(html: str, text: str) -> None:
    assert text_of_html(html) == text


def test_the_page_has_its_language_and_direction() -> None:
    assert as_page("<p>a</p>", "es").startswith('<!doctype html><html lang="es" dir="ltr">')
    assert '<html lang="he" dir="rtl">' in as_page("", "he")
    assert as_page("<p>a</p>", "es").endswith("<p>a</p></body></html>")
