"""Phrases of one language become words: all parts of every system notification, for every reader. Pure.

A phrase names fields in square brackets, so that whoever writes it needs no Liquid; `[rest]` is a sentence
about what is still to be paid, or nothing. In SMS letters lose the marks that its alphabet does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from unicodedata import combining, normalize

from hospes.content.segments import replace_smartly
from hospes.content.words import Words

Phrases = Mapping[str, Any]
"""One file of `phrases/`."""

_TOKEN = re.compile(r"\[(\w+)\]")
_SAME_DAY = "booking.nights == 0"
_STAY = "booking.nights != 0"
_WHEN = (
    "{% if booking.nights == 0 %}{{ booking.starts_at }}{% else %}"
    "{{ booking.arrival }} – {{ booking.departure }}{% endif %}"
)
_OLD = (
    "{{ booking.old_arrival }}"
    "{% if booking.old_departure != booking.old_arrival %} – {{ booking.old_departure }}{% endif %}"
)
_START = '{{ booking.starts_at | date: "full" }}, {{ booking.starts_at | time }}'
_END = '{{ booking.ends_at | date: "full" }}, {{ booking.ends_at | time }}'
_SITTING = f"{_START} – {{{{ booking.ends_at | time }}}}"
_TOKENS = {
    "name": "{{ recipient.first_name }}",
    "full_name": "{{ recipient.name }}",
    "property": "{{ property.name }}",
    "reference": "{{ booking.reference }}",
    "agency": "{{ agency.name }}",
    "phone": "{{ agency.phone }}",
    "guest": "{{ guest.name }}",
    "start": "{{ booking.starts_at }}",
    "when": _WHEN,
    "old": _OLD,
}
_TEXTS = ("name", "full_name", "property", "reference", "agency", "guest")
_LETTERS = {
    **_TOKENS,
    **{token: _TOKENS[token].replace(" }}", " | plain }}") for token in _TEXTS},
    "when": _WHEN.replace("–", "-"),
    "old": _OLD.replace("–", "-"),
}
_PRICED = frozenset({"pending", "confirmed", "moved", "reinstated", "paid", "reminder"})
"""Events that say what the stay costs and what the guest should know before it."""

_PAGE = (
    '<div style="max-width:560px;margin:0 auto;padding:24px 16px;'
    'font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">'
)
_LABEL_STYLE = "padding:4px 16px 4px 0;vertical-align:top;opacity:0.7"
_VALUE_STYLE = "padding:4px 0;vertical-align:top;font-weight:600"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary: its label's key, its value, and the field without which it is left out."""

    label: str
    value: str
    when: str = ""
    link: str = ""


_ABOUT = (
    Row("reference", "{{ booking.reference }}"),
    Row("property", "{{ property.name }}"),
)
_ADDRESS = (Row("address", "{{ property.address }}", "property.address"),)
_OLD_DATES = (Row("old", _OLD, "booking.old_arrival"),)
_DATES = (
    Row("arrival", _START, _STAY),
    Row("departure", _END, _STAY),
    Row("date", _SITTING, _SAME_DAY),
)
_PARTY = (Row("party", "{{ booking.party }}", "booking.party"),)
_PRICE = (
    Row("total", "{{ booking.total }}", "booking.total"),
    Row("paid", "{{ booking.paid }}", "booking.paid"),
    Row("balance", "{{ booking.balance }}[until]", "booking.balance"),
)
_PAY = (Row("pay", "{{ links.pay }}", "booking.balance and links.pay", "{{ links.pay }}"),)
_CONTACT = (
    Row("guest", "{{ guest.name }}", "guest.name"),
    Row("phone", "{{ guest.phone }}", "guest.phone"),
    Row("email", "{{ guest.email }}", "guest.email"),
)
_INSIDE = (
    Row("portal", "{{ portal.name }}", "portal.name"),
    Row("notes", "{{ booking.notes }}", "booking.notes"),
)
_RATING = (Row("rating", "{{ booking.rating }}", "booking.rating"),)


def guest_words(event: str, language: str, phrases: Phrases) -> Words:
    """What the guest, or who booked for them, is told of an event."""
    said = phrases["guest"][event]
    rows = _guest_rows(event)
    closing = [said["closing"]] if "closing" in said else []
    mark = f"{{% if task.is_updated %}}{phrases['updated']}: {{% endif %}}" if event == "reminder" else ""
    return Words(
        language=language,
        subject=mark + _filled(said["subject"], phrases),
        text=_guest_text(said["opening"], closing, rows=rows, phrases=phrases, informs=event in _PRICED),
        html=_guest_html(said["opening"], closing, rows=rows, phrases=phrases, informs=event in _PRICED),
        sms=_letters(said["short"], phrases),
        viber={"text": _filled(said["short"], phrases)},
    )


def staff_words(event: str, language: str, phrases: Phrases) -> Words:
    """What the people of the agency are told of it: the facts."""
    said = phrases["staff"][event]
    rows = _staff_rows(event)
    short = f"{said['title']}: [reference], [property], [when]"
    guest = "{% if guest.name %}, [guest]{% endif %}"
    before = f". {phrases['labels']['old']}: [old]" if event == "moved" else ""
    return Words(
        language=language,
        subject=_filled(f"{said['title']}: [property], [reference]", phrases),
        text=f"{said['opening']}\n\n{_text_rows(rows, phrases)}",
        html=f"{_PAGE}<p>{said['opening']}</p>{_html_rows(rows, phrases)}</div>",
        sms=_letters(short + guest + before, phrases),
        viber={"text": _filled(short + guest + before, phrases)},
    )


def _guest_rows(event: str) -> tuple[Row, ...]:
    old = _OLD_DATES if event == "moved" else ()
    if event not in _PRICED:
        return (*_ABOUT, *_DATES)
    return (*_ABOUT, *_ADDRESS, *old, *_DATES, *_PARTY, *_PRICE, *_PAY)


def _staff_rows(event: str) -> tuple[Row, ...]:
    old = _OLD_DATES if event == "moved" else ()
    rating = _RATING if event == "review_received" else ()
    return (*_ABOUT, *rating, *old, *_DATES, *_CONTACT, *_PARTY, *_PRICE, *_INSIDE)


def _guest_text(
    opening: str, closing: Iterable[str], *, rows: Iterable[Row], phrases: Phrases, informs: bool
) -> str:
    information = "{% if property.information %}{{ property.information }}\n\n{% endif %}" if informs else ""
    return "".join(
        (
            f"{_greeting(phrases)}\n\n",
            f"{opening}\n\n",
            f"{_text_rows(rows, phrases)}\n",
            information,
            *(f"{each}\n\n" for each in closing),
            f"{_question(phrases)}\n\n",
            f"{phrases['regards']}\n{{{{ agency.name }}}}\n",
            "{% if agency.footer %}\n{{ agency.footer }}\n{% endif %}",
        )
    )


def _guest_html(
    opening: str, closing: Iterable[str], *, rows: Iterable[Row], phrases: Phrases, informs: bool
) -> str:
    information = (
        "{% if property.information %}<p>{{ property.information | newline_to_br }}</p>{% endif %}"
        if informs
        else ""
    )
    return "".join(
        (
            _PAGE,
            f"<p>{_greeting(phrases)}</p>",
            f"<p>{opening}</p>",
            _html_rows(rows, phrases),
            information,
            *(f"<p>{each}</p>" for each in closing),
            f"<p>{_question(phrases)}</p>",
            f"<p>{phrases['regards']}<br>{{{{ agency.name }}}}</p>",
            '{% if agency.footer %}<p style="opacity:0.7;font-size:14px">'
            "{{ agency.footer | newline_to_br }}</p>{% endif %}",
            "</div>",
        )
    )


def _text_rows(rows: Iterable[Row], phrases: Phrases) -> str:
    lines = ((row, f"{phrases['labels'][row.label]}: {_filled(row.value, phrases)}\n") for row in rows)
    return "".join(_if(row.when, line) for row, line in lines)


def _html_rows(rows: Iterable[Row], phrases: Phrases) -> str:
    inside = "".join(_if(row.when, _html_row(row, phrases)) for row in rows)
    return f'<table role="presentation" cellpadding="0" cellspacing="0">{inside}</table>'


def _html_row(row: Row, phrases: Phrases) -> str:
    label = escape(phrases["labels"][row.label])
    value = _filled(row.value, phrases)
    if row.link:
        return f'<tr><td colspan="2"><p><a href="{row.link}">{label}</a></p></td></tr>'
    return f'<tr><td style="{_LABEL_STYLE}">{label}</td><td style="{_VALUE_STYLE}">{value}</td></tr>'


def _greeting(phrases: Phrases) -> str:
    named = phrases["greeting"]
    if not _TOKEN.search(named):
        return str(named)
    field = "recipient.name" if "[full_name]" in named else "recipient.first_name"
    nameless = phrases["greeting_nameless"]
    return f"{{% if {field} %}}{_filled(named, phrases)}{{% else %}}{nameless}{{% endif %}}"


def _question(phrases: Phrases) -> str:
    named = _filled(phrases["question_phone"], phrases)
    return f"{{% if agency.phone %}}{named}{{% else %}}{phrases['question']}{{% endif %}}"


def _if(condition: str, words: str) -> str:
    return f"{{% if {condition} %}}{words}{{% endif %}}" if condition else words


def _filled(phrase: str, phrases: Phrases) -> str:
    tokens = {**_TOKENS, "rest": _rest(phrases), "until": _until(phrases)}
    return _TOKEN.sub(lambda match: tokens[match[1]], phrase)


def _letters(phrase: str, phrases: Phrases) -> str:
    """For SMS: the phrase and its values in the alphabet of telephones.

    Where most marks are lost anyway (`bare`), the others go too: half of them would look like mistakes.
    """
    tokens = {**_LETTERS, "rest": _rest(phrases)}
    filled = replace_smartly(_TOKEN.sub(lambda match: tokens[match[1]], phrase), drop_marks=True)
    return _bare(filled) if phrases.get("bare") else filled


def _bare(text: str) -> str:
    return "".join(letter for letter in normalize("NFD", text) if not combining(letter))


def _rest(phrases: Phrases) -> str:
    return (
        f"{{% if booking.balance %}} {phrases['labels']['balance']}: {{{{ booking.balance }}}}.{{% endif %}}"
    )


def _until(phrases: Phrases) -> str:
    return f"{{% if booking.payment_due %}} ({phrases['due']} {{{{ booking.payment_due }}}}){{% endif %}}"
