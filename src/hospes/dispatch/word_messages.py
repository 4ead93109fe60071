"""Word what a person writes to one booking or person: preview and sending take the same way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hospes.bookings.permissions import MARKETING, REFUSABLE, TRANSACTIONAL
from hospes.content.words import Words
from hospes.dispatch.advertising import is_capped, load_advertised
from hospes.dispatch.drafts import Draft, Unsayable, draft
from hospes.dispatch.hand_facts import Manner, facts_of_bookings, facts_of_people
from hospes.dispatch.hand_words import Versions, chain_of, check_codes, words_by_hand
from hospes.dispatch.judge_recipients import why_not
from hospes.dispatch.load_facts import load_ways
from hospes.dispatch.purposes import SERVED
from hospes.dispatch.reasons import bulk_reason, message_reason
from hospes.dispatch.recipients import RANKS, Facts, Line, Recipient, Ways, recipients_of
from hospes.dispatch.rows import rows_of
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.planning.reasons import TASK_REASONS, reason_sentence

KINDS = (TRANSACTIONAL, *REFUSABLE)
WILL = ("opted_out", "switched_off")
"""Reasons that a person may overrule, except for marketing."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody writes by hand, to whom, and how.

    Attributes:
        booking_id: the booking it is about; or else
        person_id: whom it is for.
        role: who of the booking gets it: guest, client, owner or agent.
        template: name of a template, or else
        own: words of one's own, a version for each language.
        channels: by preference; the first that can go is taken.
        manner: kind and purpose; with a purpose it counts as said (S19).
        attach: files that go along: "calendar", "codes", "payment_qr".
        insists: write although the recipient does not want it, or it is switched off; never for marketing.
    """

    booking_id: int | None = None
    person_id: int | None = None
    role: str = "guest"
    template: str = ""
    own: tuple[Words, ...] = ()
    channels: tuple[str, ...] = ()
    manner: Manner = field(default_factory=Manner)
    attach: tuple[str, ...] = ()
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Worded:
    """A message that could go, and what its writer should know: "opted_out", "switched_off", "duplicate"."""

    draft: Draft
    warnings: tuple[str, ...] = ()


def word_message(agency_id: int, letter: Letter, *, now: datetime) -> Worded:
    """The message as it would be queued now; nothing is written.

    Args:
        agency_id: whose.
        letter: what is written.
        now: the instant of writing.

    Raises:
        Malformed: the letter says not, or not clearly, what and to whom.
        NotFound: no such booking, person, recipient or template.
        Refused: it cannot go; details hold the reason's code.
        Unwordable: the words cannot be filled in.
    """
    _check(letter)
    chain = chain_of(letter.channels)
    versions = words_by_hand(agency_id, letter.template, letter.own)
    facts = _facts(agency_id, letter, versions)
    line = Line(0, letter.role, "", letter.template, chain, (), ())
    found, warnings = _recipient(facts, line, load_ways({agency_id})[agency_id], insists=letter.insists)
    made = worded_by_hand(found, facts, versions, now=now)
    _check_advertising(made, facts, now=now)
    return Worded(made, (*warnings, *_said_before(made)))


def worded_by_hand(found: Recipient, facts: Facts, versions: Versions, *, now: datetime) -> Draft:
    """The draft for a recipient; its chain ends with it, for its words belong to no solution.

    Raises:
        Refused: the words cannot be said to this recipient now.
        Unwordable: they cannot be filled in.
    """
    words: Mapping[str, Mapping[str, Words]] = {found.line.template: versions}
    try:
        made = draft(replace(found, chain=()), facts, words, now=now)
    except Unsayable as error:
        reason = error.reason or "secret_not_due"
        raise Refused(_sentence(reason, error.details), reason=reason, **error.details) from error
    if made.state != "queued":
        raise Refused(message_reason(made.reason), reason=made.reason)
    return made


def _sentence(reason: str, details: Mapping[str, object]) -> str:
    fields = details.get("fields")
    if isinstance(fields, list):
        return (
            f"The words need {', '.join(map(str, fields))}, which is empty: fill it in, or change the words."
        )
    return reason_sentence(TASK_REASONS, reason)


def _check(letter: Letter) -> None:
    if (letter.booking_id is None) == (letter.person_id is None):
        raise Malformed("Say either which booking or which person the message is for.", field="booking")
    if letter.role not in RANKS:
        raise Malformed(f"“{letter.role[:30]}” is no role: use {', '.join(RANKS)}.", field="role")
    check_manner(letter.manner)


def check_manner(manner: Manner) -> None:
    """Refuse a kind that there is not, or a purpose that is too long.

    Raises:
        Malformed: either.
    """
    if manner.kind not in KINDS:
        raise Malformed(f"“{manner.kind[:30]}” is no kind: use {', '.join(KINDS)}.", field="kind")
    if len(manner.purpose) > 60:
        raise Malformed("A purpose has at most 60 characters.", field="purpose")


def _facts(agency_id: int, letter: Letter, versions: Versions) -> Facts:
    if letter.booking_id is not None:
        of_bookings = facts_of_bookings(agency_id, [letter.booking_id], letter.manner)
        if letter.booking_id in of_bookings:
            return of_bookings[letter.booking_id]
        raise NotFound("There is no such booking: check the reference.")
    check_codes(versions, letter.channels or ("email",))
    person_id = letter.person_id or 0
    of_people = facts_of_people(agency_id, [person_id], letter.manner)
    if person_id not in of_people:
        raise NotFound("There is no such person: look for them by name or address.")
    return {**of_people[person_id], letter.role: of_people[person_id]["guest"]}


def _recipient(facts: Facts, line: Line, ways: Ways, *, insists: bool) -> tuple[Recipient, tuple[str, ...]]:
    reached = recipients_of(facts, [line], ways)
    if not reached:
        raise NotFound(f"The booking has no {line.role}: choose another recipient.", reason="no_recipient")
    found = reached[0]
    if found.reason in WILL and insists and facts["task"]["kind"] != MARKETING:
        task = {**facts["task"], "sends_email": True, "sends_sms": True, "kind": TRANSACTIONAL}
        return recipients_of({**facts, "task": task}, [line], ways)[0], (found.reason,)
    if found.reason:
        reason = why_not(found, facts)
        raise Refused(bulk_reason(reason), reason=reason)
    return found, ()


def _check_advertising(made: Draft, facts: Facts, *, now: datetime) -> None:
    """Refuse advertising to somebody who has had enough (S21)."""
    person_id = made.person_id
    if made.kind != MARKETING or not person_id:
        return
    if is_capped(load_advertised(made.agency_id, [person_id]), person_id, facts, now=now):
        raise Refused(bulk_reason("capped"), reason="capped")


def _said_before(made: Draft) -> tuple[str, ...]:
    """Whether somebody at this address was told the same already (S19): worth a question, no more."""
    if not made.purpose or made.booking_id is None:
        return ()
    asked = {"agency_ids": [made.agency_id], "booking_ids": [made.booking_id]}
    told = {(row["purpose"], row["to_address"].casefold()) for row in rows_of(SERVED, asked)}
    return ("duplicate",) if (made.purpose, made.to_address.casefold()) in told else ()
