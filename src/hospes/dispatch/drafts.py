"""A recipient becomes a draft: the words in the right language, frozen, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

from hospes.content.quotes import quoted_values
from hospes.content.render import Rendered, render
from hospes.content.secrets import masked, secrets_at
from hospes.content.words import Words
from hospes.dispatch.models import Lane
from hospes.dispatch.recipients import RANKS, Facts, Recipient
from hospes.dispatch.secrecy import is_private, may_know, obstacle, says_secrets, stay_of
from hospes.dispatch.versions import values_of, version_of

SUPPRESSING = frozenset({"switched_off", "opted_out", "secret_role"})
"""Reasons that are somebody's will, not a failure."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One row to be of the messages, as `sql/insert_messages.sql` takes it.

    Messages of a task have its id, solution, booking, purpose, kind, deadline and `corrects`; those by hand
    have none of a task's and say `by` whom they are.
    """

    agency_id: int
    role: str
    to_name: str
    to_address: str
    channel: str
    kind: str
    task_id: int | None = None
    solution_id: int | None = None
    booking_id: int | None = None
    person_id: int | None = None
    notification: int = 0
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    chain: tuple[Mapping[str, Any], ...] = ()
    lane: int = Lane.TRANSACTIONAL.value
    purpose: str = ""
    provider: str = ""
    is_critical: bool = False
    is_late: bool = False
    is_test: bool = False
    deadline: datetime | None = None
    template: str = ""
    language: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""
    parts: int = 1
    state: str = "queued"
    reason: str = ""
    quoted: Mapping[str, str] | None = None
    payload: Mapping[str, Any] | None = None
    corrects: int | None = None
    by: str = ""
    bulk_id: int | None = None


class Unsayable(Exception):
    """A task that cannot be put into words now.

    Attributes:
        state: the task's: failed, held, or planned again for `due_at`.
        reason: the task's.
        details: what a person needs to know.
    """

    def __init__(
        self,
        reason: str,
        details: Mapping[str, Any],
        *,
        state: str = "failed",
        due_at: datetime | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = dict(details)
        self.state = state
        self.due_at = due_at


def draft(
    recipient: Recipient, facts: Facts, words: Mapping[str, Mapping[str, Words]], *, now: datetime
) -> Draft:
    """The message of one recipient, worded in the first language of the chain that the template has (S23).

    Raises:
        Unsayable: the template is gone or has no words for the channel; a required field is empty (S24); the
            words hold a code whose time has not come.
        Unwordable: the words cannot be filled in.
    """
    base = _addressed(recipient, facts)
    if recipient.reason:
        return _unreached(base, recipient.reason)
    version = version_of(recipient, facts, words)
    if version is None:
        raise Unsayable("no_words", {"template": base.template, "channel": recipient.channel})
    if says_secrets(version, recipient.channel):
        if not may_know(recipient.somebody, facts):
            return _unreached(base, "secret_role")
        base = _in_its_time(base, facts, now=now)
    if (base.cc or base.bcc) and is_private(version):
        base = replace(base, cc=(), bcc=())
    filled = worded(base, version, recipient, facts=facts, now=now)
    if not base.is_test or base.provider:
        return filled
    return for_tester(filled, "Sandbox", f"Sandbox: this would have gone to {recipient.address}.")


def _unreached(base: Draft, reason: str) -> Draft:
    return replace(base, state="suppressed" if reason in SUPPRESSING else "undeliverable", reason=reason)


def _addressed(recipient: Recipient, facts: Facts) -> Draft:
    task, who = facts["task"], recipient.somebody
    tester = facts["agency"]["tester_email"] if task["is_sandbox"] and recipient.channel == "email" else ""
    return Draft(
        agency_id=task["agency_id"],
        role=who.role,
        to_name=who.name,
        to_address=tester or recipient.address,
        channel=recipient.channel,
        kind=task["kind"],
        task_id=task["id"],
        solution_id=task["solution_id"],
        booking_id=task["booking_id"],
        person_id=who.person_id or None,
        notification=recipient.line.position,
        cc=() if tester else recipient.cc,
        bcc=() if tester else recipient.bcc,
        chain=tuple(recipient.chain),
        lane=(Lane.BULK if task["kind"] == "marketing" else Lane.TRANSACTIONAL).value,
        purpose=task["purpose"],
        provider="outbox" if task["is_sandbox"] and not tester else "",
        is_critical=task["is_critical"],
        is_late=task["is_late"],
        is_test=task["is_sandbox"],
        deadline=task["deadline"],
        template=recipient.line.template,
        corrects=task["corrects"],
    )


def _in_its_time(base: Draft, facts: Facts, *, now: datetime) -> Draft:
    """A draft with a code in it, which dies with the stay; copies never get it."""
    obstructed, opens = obstacle(facts, now=now)
    if obstructed == "time":
        raise Unsayable("", {"waits": "secret"}, state="planned", due_at=opens)
    if obstructed:
        raise Unsayable("secret_not_due", {"waits_for": obstructed}, state="held")
    _, ends = stay_of(facts)
    return replace(base, cc=(), bcc=(), deadline=min(base.deadline or ends, ends))


def worded(base: Draft, version: Words, recipient: Recipient, *, facts: Facts, now: datetime) -> Draft:
    """An addressed draft with the words of a version, whoever may read them and when.

    Raises:
        Unsayable: a required field is empty.
        Unwordable: the words cannot be filled in.
    """
    values = values_of(recipient, facts, version.language, now=now)
    secrets = secrets_at(facts)
    rendered = render(version, values, recipient.channel, secrets=secrets)
    missing = [name for name in rendered.missing if not _may_be_empty(name, recipient)]
    if missing:
        told = {"fields": missing, "template": base.template}
        raise Unsayable("missing_field", told, state="held")
    quoted = quoted_values(version, recipient.channel, values, secrets=secrets)
    payload = _payload(rendered, version, recipient)
    return _filled(replace(base, quoted=quoted, payload=payload), rendered)


def _may_be_empty(field: str, recipient: Recipient) -> bool:
    """Nobody's booking lacks what a member or a fixed address has not: the guest does not wait for it."""
    return field.startswith("recipient.") and recipient.somebody.role not in RANKS


def _payload(rendered: Rendered, version: Words, recipient: Recipient) -> dict[str, Any] | None:
    """What the channel needs beside text: a button and a picture, a campaign's settings, a time-out."""
    beside = {name: part for name, part in (rendered.viber or {}).items() if name != "text" and part}
    if recipient.channel == "campaign":
        beside = dict(version.campaign or {})
    if recipient.timeout is not None and recipient.chain:
        beside["timeout"] = recipient.timeout
    return beside or None


def _filled(base: Draft, rendered: Rendered) -> Draft:
    text = rendered.sms or (rendered.viber or {}).get("text", "") or rendered.text
    return replace(
        base,
        language=rendered.language,
        subject=rendered.subject,
        html=rendered.html,
        text=text,
        parts=parts_of(rendered),
    )


def parts_of(rendered: Rendered) -> int:
    """How many parts the finished words have; one for everything but an SMS."""
    return rendered.segments.count if rendered.segments else 1


def for_tester(filled: Draft, mark: str, note: str) -> Draft:
    """S34: what a tester gets, with a banner that says whom it is for, and without the guest's codes.

    Args:
        filled: with its words.
        mark: what its subject begins with, in brackets.
        note: the banner.
    """
    html = masked(filled.html)
    opened = html.find(">", html.find("<body")) + 1
    banner = f'<p style="background:#fff3cd;padding:8px">{escape(note)}</p>' if html else ""
    return replace(
        filled,
        subject=f"[{mark}] {masked(filled.subject)}",
        html=html[:opened] + banner + html[opened:],
        text=f"{note}\n\n{masked(filled.text)}",
    )
