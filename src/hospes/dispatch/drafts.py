"""A recipient becomes a draft: the words in the right language, frozen, or the reason why there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import Any

from hospes.content.fields import find_field
from hospes.content.language import Wishes, choose_version, language_chain
from hospes.content.render import Rendered, render
from hospes.content.values import values_for
from hospes.content.wording import compile_wording
from hospes.content.words import Words
from hospes.dispatch.recipients import Facts, Recipient

PARTS_OF = {
    "email": ("subject", "html", "text"),
    "sms": ("sms",),
    "viber": ("viber",),
    "campaign": ("campaign",),
}
CRITICAL_RECIPES = frozenset({"instructions", "pending_payment"})


@dataclass(frozen=True, slots=True)
class Draft:
    """One row to be of the messages, as `sql/insert_messages.sql` takes it."""

    task_id: int
    notification: int
    role: str
    person_id: int
    to_name: str
    to_address: str
    cc: str
    bcc: str
    channel: str
    chain: str
    provider: str
    is_critical: bool
    is_test: bool
    template: str
    language: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""
    parts: int = 1
    state: str = "queued"
    reason: str = ""


class Unsayable(Exception):
    """A task that cannot be put into words now: `reason` is the task's, `is_hold` says that it waits."""

    def __init__(self, reason: str, details: Mapping[str, Any], *, is_hold: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = dict(details)
        self.is_hold = is_hold


def draft(
    recipient: Recipient, facts: Facts, words: Mapping[str, Mapping[str, Words]], *, now: datetime
) -> Draft:
    """The message of one recipient, worded in the first language of the chain that the template has (S23).

    Raises:
        Unsayable: the template is gone or has no words for the channel; a required field is empty (S24).
        Unwordable: the words cannot be filled in.
    """
    base = _addressed(recipient, facts)
    if recipient.reason:
        state = "suppressed" if recipient.reason == "switched_off" else "undeliverable"
        return replace(base, state=state, reason=recipient.reason)
    version = _version(recipient, facts, words)
    rendered = render(version, _values(recipient, facts, now), recipient.channel)
    if rendered.missing:
        raise Unsayable(
            "missing_field", {"fields": list(rendered.missing), "template": base.template}, is_hold=True
        )
    if (base.cc or base.bcc) and says_secrets(version):
        base = replace(base, cc="", bcc="")
    filled = _filled(base, rendered)
    return _for_tester(filled, recipient.address) if base.is_test and base.provider == "" else filled


def _addressed(recipient: Recipient, facts: Facts) -> Draft:
    task, who = facts["task"], recipient.somebody
    tester = facts["agency"]["tester_email"] if task["is_sandbox"] and recipient.channel == "email" else ""
    return Draft(
        task_id=task["id"],
        notification=recipient.line.position,
        role=who.role,
        person_id=who.person_id,
        to_name=who.name,
        to_address=tester or recipient.address,
        cc="" if tester else "\x1f".join(recipient.cc),
        bcc="" if tester else "\x1f".join(recipient.bcc),
        channel=recipient.channel,
        chain=json.dumps(list(recipient.chain)) if recipient.chain else "[]",
        provider="outbox" if task["is_sandbox"] and not tester else "",
        is_critical=task["recipe"] in CRITICAL_RECIPES,
        is_test=task["is_sandbox"],
        template=recipient.line.template,
    )


def _version(recipient: Recipient, facts: Facts, words: Mapping[str, Mapping[str, Words]]) -> Words:
    name = recipient.line.template
    parts = PARTS_OF[recipient.channel]
    versions = {
        language: version
        for language, version in words.get(name, {}).items()
        if any(getattr(version, part) for part in parts)
    }
    if not versions:
        raise Unsayable("no_words", {"template": name, "channel": recipient.channel})
    return versions[choose_version(versions, _languages(recipient, facts)).language]


def _languages(recipient: Recipient, facts: Facts) -> list[str]:
    """S23, the same chain for everybody."""
    who, own = recipient.somebody, facts["agency"]["languages"]
    agency = own[0] if own else "en"
    booking, place = facts["booking"]["language"], facts["property"]["language"]
    return language_chain(Wishes(who.language, booking, who.country, place, agency))


def _values(recipient: Recipient, facts: Facts, now: datetime) -> dict[str, object]:
    who = recipient.somebody
    to = {
        "name": who.name,
        "email": who.email,
        "phone": who.phone,
        "language": who.language,
        "country": who.country,
    }
    details = facts["event"]["details"]
    rows = {**facts, "recipient": to}
    if details:
        rows["booking"] = {**facts["booking"], **_of_event(details)}
    return values_for(rows, now=now)


def _of_event(details: Mapping[str, Any]) -> dict[str, Any]:
    """What an event adds to the booking's fields; dates come out of JSON as text."""
    dates = {name: details[name] for name in ("old_arrival", "old_departure") if details.get(name)}
    read = {name: datetime.fromisoformat(value).date() for name, value in dates.items()}
    return {**read, **({"cancelled_by": details["by"]} if details.get("by") else {})}


@lru_cache(maxsize=1024)
def says_secrets(version: Words) -> bool:
    """Whether the words use a field that must not reach copies (S20)."""
    uses = [*compile_wording(version.subject).uses, *compile_wording(version.text).uses]
    uses += compile_wording(version.html, html=True).uses
    found = (find_field(use.path) for use in uses)
    return any(field is not None and field.is_secret for field in found)


def _filled(base: Draft, rendered: Rendered) -> Draft:
    text = rendered.sms or (rendered.viber or {}).get("text", "") or rendered.text
    parts = rendered.segments.count if rendered.segments else 1
    return replace(
        base,
        language=rendered.language,
        subject=rendered.subject,
        html=rendered.html,
        text=text,
        parts=parts,
    )


def _for_tester(filled: Draft, address: str) -> Draft:
    """S34: the tester gets it with a banner that says whom it was for."""
    note = f"Sandbox: this would have gone to {address}."
    html, opened = filled.html, filled.html.find(">", filled.html.find("<body")) + 1
    banner = f'<p style="background:#fff3cd;padding:8px">{escape(note)}</p>' if html else ""
    return replace(
        filled,
        subject=f"[Sandbox] {filled.subject}",
        html=html[:opened] + banner + html[opened:],
        text=f"{note}\n\n{filled.text}",
    )
