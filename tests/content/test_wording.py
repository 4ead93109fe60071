"""The evaluator against stock python-liquid, its own rules, and what it notices as missing (S24)."""

from datetime import date, time
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from liquid import Environment

from hospes.content.filters import FILTERS
from hospes.content.formats import Manner
from hospes.content.terms import Use
from hospes.content.wording import compile_wording
from hospes.kit.money import Money

EN = Manner("en", "Europe/Madrid", today=date(2026, 6, 1))
VALUES = {
    "guest": {"name": "Anna <Ek>", "first_name": "Anna", "phone": "", "language": "es"},
    "booking": {
        "reference": "HX-17",
        "arrival": date(2026, 6, 12),
        "nights": 3,
        "children": 0,
        "total": Money("480", "EUR"),
        "balance": Money("0", "EUR"),
        "notes": None,
        "tags": ["sea", "late", "dog"],
        "custom": {"door": "1234#"},
    },
    "property": {"name": "Casa & Mar", "check_in": time(15)},
    "today": date(2026, 6, 1),
}


def filled(source: str, *, html: bool = False) -> str:
    return compile_wording(source, html=html).fill(VALUES, EN)[0]


def missing(source: str) -> list[str]:
    return compile_wording(source).fill(VALUES, EN)[1]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Dear {{ guest.name }}!", "Dear Anna <Ek>!"),
        ("{{booking.custom.door}}", "1234#"),
        ("a {{- guest.first_name -}} b", "aAnnab"),
        ("{% if guest.phone %}yes{% else %}no{% endif %}", "no"),
        ("{% if booking.balance %}owes{% else %}paid{% endif %}", "paid"),
        ("{% if booking.children %}children{% endif %}", ""),
        ("{% if booking.total > 400 and booking.nights < 7 %}yes{% endif %}", "yes"),
        ("{% if booking.total > 500 or guest.name contains 'Ek' %}yes{% endif %}", "yes"),
        ("{% if booking.arrival > '2026-06-11' %}later{% endif %}", "later"),
        ("{% if booking.arrival == today %}today{% else %}not yet{% endif %}", "not yet"),
        ("{% if booking.tags contains 'dog' %}woof{% endif %}", "woof"),
        ("{% if guest.phone == empty %}none{% endif %}", "none"),
        ("{% if booking.nights != 3 %}x{% elsif booking.nights >= 3 %}y{% endif %}", "y"),
        ("{% unless guest.phone %}write{% endunless %}", "write"),
        (
            "{% case guest.language %}{% when 'de' %}Hallo{% when 'es', 'ca' %}Hola{% else %}Hi{% endcase %}",
            "Hola",
        ),
        ("{% case guest.language %}{% when 'de' %}Hallo{% else %}Hi{% endcase %}", "Hi"),
        ("{% for t in booking.tags %}{{ forloop.index }}{{ t }} {% endfor %}", "1sea 2late 3dog "),
        (
            "{% for t in booking.tags limit:2 offset:1 %}{{ t }}{{ forloop.rindex }} {% endfor %}",
            "late2 dog1 ",
        ),
        ("{% for t in booking.tags reversed %}{{ t }}{% endfor %}", "doglatesea"),
        ("{% for t in booking.notes %}{{ t }}{% else %}none{% endfor %}", "none"),
        ("{% comment %}{{ guest.name }}{% endcomment %}{% # a note %}x", "x"),
        ("{% if guest.name < 3 %}x{% else %}incomparable{% endif %}", "incomparable"),
    ],
)
def test_words_are_filled_in(source: str, expected: str) -> None:
    assert filled(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ guest.phone | default: '–' }}", "–"),
        ("{{ guest.phone | default: guest.first_name | upcase }}", "ANNA"),
        ("{{ booking.children | default: 'x' }}", "0"),
        ("{{ booking.arrival | date: 'full' }}", "Friday, 12 June 2026"),
        ("{{ booking.arrival | date: '%d.%m.%y' }}", "12.06.26"),
        ("{{ booking.arrival | days_before: 14 }}", "29 May 2026"),
        ("{{ booking.arrival | days_after: booking.nights }}", "15 June 2026"),
        ("{{ booking.arrival | days_until }}", "11"),
        ("{{ booking.total | times: 0.25 }}", "€120.00"),
        ("{{ booking.total | minus: 0.005 | money }}", "€480.00"),
        ("{{ 25 | money }} {{ 25 | money: 'CZK' }}", "€25.00 CZK\xa025.00"),
        ("{{ booking.nights | plus: 1 }} {{ booking.nights | times: 1.5 }}", "4 4.5"),
        ("{{ guest.first_name | downcase | capitalize }}", "Anna"),
        (
            "{{ '  a ' | strip }}|{{ 'abcdef' | truncate: 4 }}|{{ 'abcdef' | truncate: 4, '…' }}",
            "a|a...|abc…",
        ),
        ("{{ guest.name | replace: ' <Ek>' }}{{ guest.name | replace: 'Anna', 'Eva' }}", "AnnaEva <Ek>"),
        (
            "{{ booking.tags | join: ', ' }} {{ booking.tags | size }} {{ guest.first_name | size }}",
            "sea, late, dog 3 4",
        ),
        ("{{ booking.tags }}", "sea, late, dog"),
        ("?q={{ property.name | url_encode }}", "?q=Casa+%26+Mar"),
        ("{{ guest.name | escape }}", "Anna &lt;Ek&gt;"),
        ("{{ property.check_in | time }} {{ property.check_in }}", "15:00 15:00"),
    ],
)
def test_filters_do_what_they_say(source: str, expected: str) -> None:
    assert filled(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>{{ guest.name }}</p>", "<p>Anna &lt;Ek&gt;</p>"),
        ("{{ guest.name | escape }}", "Anna &lt;Ek&gt;"),
        ("{{ guest.name | escape | upcase }}", "ANNA &amp;LT;EK&amp;GT;"),
        ("{{ '<b>' }}", "&lt;b&gt;"),
        ("{{ guest.phone | default: '<b>' }}", "&lt;b&gt;"),
        ("{{ guest.name | replace: ' ', '\n' | newline_to_br }}", "Anna<br />\n&lt;Ek&gt;"),
        ('<a href="{{ property.name }}">', '<a href="Casa &amp; Mar">'),
    ],
)
def test_every_value_is_escaped_in_html(source: str, expected: str) -> None:
    assert filled(source, html=True) == expected


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ guest.phone }}", ["guest.phone"]),
        ("{{ guest.phone }} {{ booking.notes }} {{ guest.phone }}", ["guest.phone", "booking.notes"]),
        ("{{ guest.phone | upcase }}", ["guest.phone"]),
        ("{{ guest.phone | default: '' }}", []),
        ("{{ guest.phone | default: booking.notes }}", ["booking.notes"]),
        ("{{ guest.phone | default: guest.name }}", []),
        ("{{ booking.total | minus: booking.notes }}", ["booking.notes"]),
        ("{% if guest.phone %}{{ guest.phone }}{% endif %}", []),
        ("{% if guest.name %}{{ guest.phone }}{% endif %}", ["guest.phone"]),
        ("{% if guest.language == 'de' %}{{ guest.phone }}{% endif %}", []),
        ("{% unless guest.phone %}{{ guest.phone }}{% endunless %}", []),
        ("{% for t in booking.tags %}{{ t.x }}{{ guest.phone }}{% endfor %}", ["guest.phone"]),
        ("{{ booking.children }} {{ booking.balance }}", []),
        ("{{ booking.custom.gate }}", ["booking.custom.gate"]),
    ],
)
def test_s24_a_required_field_that_is_empty_is_noticed_where_it_is_needed(
    source: str, names: list[str]
) -> None:
    assert missing(source) == names


def test_the_fields_that_words_use_are_known_with_their_lines() -> None:
    source = (
        "Dear {{ guest.name }},\n{% if guest.phone %}\n{{ guest.phone | default: booking.notes }}{% endif %}"
    )
    assert compile_wording(source).uses == (
        Use("guest.name", 1, required=True),
        Use("guest.phone", 2, required=False),
        Use("guest.phone", 3, required=False),
        Use("booking.notes", 3, required=True),
    )


def test_the_same_words_are_compiled_once() -> None:
    assert compile_wording("Dear {{ guest.name }}") is compile_wording("Dear {{ guest.name }}")


# ── the oracle ───────────────────────────────────────────────────────────────────────────────

FACTS = {"a": {"x": "Anna <Ek> & co", "y": 7, "z": None, "w": "ščř"}, "b": {"l": ["p", "q", "r"], "m": 2}}
VALUE = st.sampled_from(["a.x", "a.y", "a.z", "a.w", "b.m", "'quoted'", "3", "a.nothing"])
TEXT_FILTERS = st.sampled_from(
    [
        "upcase",
        "downcase",
        "capitalize",
        "strip",
        "truncate: 5",
        "replace: 'n', 'm'",
        "default: 'none'",
        "escape",
    ]
)
LITERAL = st.text(alphabet="ab \n.,", max_size=8)


def with_filters(value: str, filters: list[str]) -> str:
    return " | ".join([value, *filters])


OUTPUT = st.builds("{{{{ {} }}}}".format, st.builds(with_filters, VALUE, st.lists(TEXT_FILTERS, max_size=3)))
CONDITION = st.builds(
    "{} {} {}".format,
    VALUE,
    st.sampled_from(["==", "!="]),
    st.sampled_from(["a.x", "7", "nil", "'quoted'", "b.m"]),
) | st.sampled_from(
    ["a.x", "a.z", "a.y > 3", "a.y <= 2", "b.l contains 'q'", "a.x contains 'nn' and a.z", "a.z or b.m"]
)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.builds(str.__add__, inner, inner)
    return (
        st.builds("{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, CONDITION, body, body)
        | st.builds("{{% unless {} %}}{}{{% endunless %}}".format, CONDITION, body)
        | st.builds("{{% for i in b.l %}}{}{{{{ i }}}}{{{{ forloop.index }}}}{{% endfor %}}".format, body)
        | st.builds("{{% case a.y %}}{{% when 3 %}}{}{{% when 7 %}}{}{{% endcase %}}".format, body, body)
    )


TEMPLATE = st.builds("".join, st.lists(st.recursive(LITERAL | OUTPUT, blocks, max_leaves=8), max_size=6))


def stock(*, html: bool) -> Environment:
    environment = Environment(autoescape=html)
    for name, each in FILTERS.items():
        environment.add_filter(name, partial(with_manner, each.apply))
    return environment


def with_manner(apply: object, value: object, *arguments: object) -> object:
    plain = [None if str(each) == "" and not isinstance(each, str) else each for each in (value, *arguments)]
    return apply(plain[0], EN, *plain[1:])  # type: ignore[operator]


@settings(max_examples=200, deadline=None)
@given(TEMPLATE)
def test_plain_words_come_out_as_stock_liquid_writes_them(source: str) -> None:
    assert compile_wording(source).fill(FACTS, EN)[0] == stock(html=False).render(source, **FACTS)


@settings(max_examples=200, deadline=None)
@given(st.lists(LITERAL | st.builds("{{{{ {} }}}}".format, VALUE), max_size=8).map("".join))
def test_html_words_come_out_as_stock_liquid_escapes_them(source: str) -> None:
    assert compile_wording(source, html=True).fill(FACTS, EN)[0] == stock(html=True).render(source, **FACTS)


def test_decimals_are_exact() -> None:
    assert compile_wording("{{ n.a | plus: 0.2 }}").fill({"n": {"a": Decimal("0.1")}}, EN)[0] == "0.3"
