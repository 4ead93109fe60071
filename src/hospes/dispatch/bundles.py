"""Late messages of one booking to one recipient become one message in the order of the journey (S9). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hospes.content.secrets import revealed
from hospes.content.segments import measure
from hospes.dispatch.drafts import Draft

Key = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Address and channel, and who gets copies: of two messages as one they would read what is not for them."""
RULE = {"email": "\n\n––––––––––\n\n", "sms": "\n", "viber": "\n\n", "campaign": "\n"}
HTML_RULE = '<hr style="border:0;border-top:1px solid #ccc;margin:32px 0">'


def bundled(leading: list[Draft], following: list[Draft], secrets: Mapping[str, str]) -> list[Draft]:
    """Put the drafts of a task into those of the task that speaks for it; returns what found no place.

    Args:
        leading: the drafts of the task that speaks; changed in place. Each keeps its subject and address.
        following: those of the one that is spoken for.
        secrets: of the booking, to measure an SMS with the true values.
    """
    places = {_key(one): at for at, one in enumerate(leading) if one.state == "queued"}
    left = []
    for one in following:
        at = places.get(_key(one)) if one.state == "queued" else None
        if at is None:
            left.append(one)
        else:
            leading[at] = _joined(leading[at], one, secrets)
    return left


def _key(one: Draft) -> Key:
    return one.to_address.casefold(), one.channel, one.cc, one.bcc


def _joined(first: Draft, second: Draft, secrets: Mapping[str, str]) -> Draft:
    text = first.text.rstrip() + RULE[first.channel] + second.text
    return replace(
        first,
        text=text,
        html=_one_page(first.html, second.html),
        parts=measure(revealed(text, secrets)).count if first.channel == "sms" else first.parts,
        quoted={**(first.quoted or {}), **(second.quoted or {})} or None,
        payload={**(second.payload or {}), **(first.payload or {})} or None,
        deadline=min(filter(None, (first.deadline, second.deadline)), default=None),
        is_critical=first.is_critical or second.is_critical,
    )


def _one_page(first: str, second: str) -> str:
    """Two pages as one; without HTML in one of them there is none, so that nothing is lost."""
    if not (first and second):
        return ""
    before, _, after = first.rpartition("</body>")
    inside = second[second.find(">", second.find("<body")) + 1 : second.rfind("</body>")]
    return f"{before}{HTML_RULE}{inside}</body>{after}"
