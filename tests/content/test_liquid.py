"""What the grammar refuses: the hostile examples of the template experiments, each with advice (S17–S19).

They end in milliseconds: a test here that takes seconds has found a hole.
"""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hospes.content.formats import Manner
from hospes.content.liquid import parse
from hospes.content.wording import compile_wording
from hospes.content.words import UnreadableWords, Unwordable

REFUSED = {
    "a range that never ends": ("{% for i in (1..999999999) %}x{% endfor %}", "list that is a field"),
    "a range with contains": ("{% if (1..999999999) contains 0.5 %}x{% endif %}", "range"),
    "a range in a nested condition": ("{% if a == 1 and b == (1..9) %}x{% endif %}", "range"),
    "a range in a filter": ("{{ 'a' | replace: (1..99999) }}", "range"),
    "a range joined": ("{{ (1..100000000) | join }}", "range"),
    "a range reversed": ("{{ (1..99999999) | upcase }}", "range"),
    "sort": ("{{ booking.tags | sort }}", "There is no filter 'sort'"),
    "split": ("{{ guest.name | split: '' }}", "There is no filter 'split'"),
    "append": ("{{ guest.name | append: guest.name }}", "There is no filter 'append'"),
    "safe": ("{{ guest.name | safe }}", "There is no filter 'safe'"),
    "map over attributes": ("{{ guest | map: '__class__' }}", "There is no filter 'map'"),
    "assign": ("{% assign x = guest.name %}", "assign %} is not available"),
    "capture": ("{% capture x %}a{% endcapture %}", "capture %} is not available"),
    "include": ("{% include '/etc/passwd' %}", "write the words into this template"),
    "render": ("{% render '/etc/passwd' %}", "write the words into this template"),
    "cycle": ("{% cycle 'a','b' %}", "cycle %} is not available"),
    "increment": ("{% increment x %}", "increment %} is not available"),
    "decrement": ("{% decrement x %}", "decrement %} is not available"),
    "tablerow": ("{% tablerow i in booking.tags %}x{% endtablerow %}", "tablerow %} is not available"),
    "liquid": ("{% liquid echo 'a' %}", "liquid %} is not available"),
    "echo": ("{% echo 'a' %}", "echo %} is not available"),
    "raw": ("{% raw %}{{ x }}{% endraw %}", "raw %} is not available"),
    "break": ("{% for t in a.b %}{% break %}{% endfor %}", "break %} is not available"),
    "no tag name": ("{% %}", "is not available"),
    "a tag of another language": ("{% block x %}{% endblock %}", "block %} is not available"),
    "brackets": ("{{ guest['__class__'] }}{{ a[b] }}", "Brackets cannot be used"),
    "an index": ("{{ booking.tags[0] }}", "Brackets cannot be used"),
    "a huge number": ("{{ 9999999999999 | times: 2 }}", "too large"),
    "an endless number": ("{{ " + "9" * 1400 + " }}", "too large"),
    "a long literal": ("{{ '" + "a" * 1100 + "' }}", "longer than 1 KB"),
    "a long filter chain": ("{{ 'a'" + " | upcase" * 9 + " }}", "more than 8 filters"),
    "a keyword argument": ("{{ a.b | default: 'x', allow_false: true }}", "is written like"),
    "a missing argument": ("{{ a.b | plus }}", "is written like"),
    "a long condition": ("{% if " + " and ".join(["a.b"] * 60) + " %}x{% endif %}", "too long"),
    "offset continue": ("{% for t in a.b offset:continue %}x{% endfor %}", "limit, offset with a number"),
    "nesting": ("{% if a.b %}" * 11 + "x" + "{% endif %}" * 11, "nested deeper"),
    "nesting loops": ("{% for t in a.b %}" * 50 + "x" + "{% endfor %}" * 50, "nested deeper"),
    "open output": ("Dear {{ guest.name", "not closed by }}"),
    "output in output": ("{{ guest.name {{ guest.name }}", "before the next one begins"),
    "many open outputs": ("{{" * 16000, "not closed by }}"),
    "many open tags": ("{%" * 16000, "not closed by %}"),
    "many raw tags": ("{% raw %}" * 3600, "raw %} is not available"),
    "many comments": ("{% comment %}" * 2500, "more than 1000|cannot be read"),
    "open tag": ("{% if a.b %}x", "Line 1 cannot be read"),
    "empty output": ("{{ }}", "write the name of a field"),
    "blank output": ("{{" + " " * 1200 + "}}", "write the name of a field"),
    "too many outputs": ("{{a.b}}" * 1001, "more than 1000"),
    "too long": ("a" * 33000, "longer than 32 KB"),
    "a syntax error": ("{{ guest.name | | upcase }}", "Line 1 cannot be read"),
    "a ternary": ("{{ 'a' if true else 'b' }}", "Line 1 cannot be read"),
    "a NUL": ("Dear\0", "invisible control character"),
    "a vertical tab": ("Dear\x0b", "invisible control character"),
    "half a surrogate": ("Dear \ud800", "invisible control character"),
    "deep brackets": ("{{ " + "a[" * 500 + "1" + "]" * 500 + " }}", "Brackets|cannot be read"),
    "deep parentheses": ("{% if " + "(" * 700 + "a" + ")" * 700 + " %}{% endif %}", "cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_words_are_refused_when_saved(name: str) -> None:
    source, advice = REFUSED[name]
    with pytest.raises(UnreadableWords, match=advice):
        parse(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ guest.__class__.__mro__ }}{{ guest.name.__class__ }}", ""),
        ("{{ '%s{0.__class__}' }}", "%s{0.__class__}"),
        ("{{ guest.items }}{{ guest.name.upper }}", ""),
        ("{{ guest.note }}", "{{ 7 }}"),
    ],
)
def test_words_cannot_reach_python_nor_be_evaluated_twice(source: str, expected: str) -> None:
    values = {"guest": {"name": "Anna", "note": "{{ 7 }}"}}
    assert compile_wording(source).fill(values, Manner("en"))[0] == expected


def big(size: int) -> dict[str, object]:
    return {"guest": {"name": "<" * size}, "booking": {"tags": ["x" * 100] * size}}


BOMBS = {
    "a replace chain": ("{{ 'aaaaaaaa' " + "| replace: 'a', 'aaaaaaaaaaaaaaaa' " * 8 + "}}", 10),
    "replacing nothing": ("{{ guest.name " + "| replace: '', guest.name " * 8 + "}}", 500),
    "a long value": ("{{ guest.name }}", 10_000_000),
    "a long value in many places": ("{{ guest.name }}" * 999, 9_000),
    "escaping again and again": ("{{ guest.name " + "| escape | upcase " * 4 + "}}", 16_000),
    "line breaks again and again": (
        "{{ guest.name | replace: '<', '\n' " + "| newline_to_br " * 7 + "}}",
        16_000,
    ),
    "a long join": ("{{ booking.tags | join: '" + "x" * 1000 + "' }}", 5_000),
    "loops in loops": ("{% for a in booking.tags %}" * 9 + "x" + "{% endfor %}" * 9, 100),
    "loops in loops that write nothing": (
        "{% for a in booking.tags %}" * 9 + "{{ a.b }}" + "{% endfor %}" * 9,
        900,
    ),
    "a loop over work": (
        "{% for a in booking.tags %}" + "{{ a | replace: 'x', 'yyy' }}" * 400 + "{% endfor %}",
        900,
    ),
    "numbers that grow": ("{{ 999999999999 " + "| times: 999999999999 " * 8 + "}}", 1),
    "a calendar without end": ("{{ '2026-01-01' | days_after: 9999999 }}", 1),
    "a date before the calendar": ("{{ '0001-01-01' | days_before: 3660 }}", 1),
}


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_fast_and_small(name: str, html: bool) -> None:
    source, size = BOMBS[name]
    values = big(size)
    with pytest.raises(Unwordable) as caught:
        compile_wording(source, html=html).fill(values, Manner("en"))
    assert caught.value.details["reason"] in {"too_long", "too_slow", "bad_value"}


PIECES = [*"{{}}%%-|:,.'\"()[] \n", "if", "for", "in", "guest.name", "endif", "1"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_words_are_either_read_or_refused_with_a_line(pieces: list[str]) -> None:
    with suppress(UnreadableWords):
        assert isinstance(parse("".join(pieces)), list)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(UnreadableWords, match=r"^Line 3: The tag {% assign %}"):
        parse("one\ntwo\n{% assign x = 1 %}")


def test_a_mistyped_filter_gets_a_suggestion() -> None:
    with pytest.raises(UnreadableWords, match="did you mean default"):
        parse("{{ guest.name | defualt: 'x' }}")
