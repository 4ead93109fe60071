"""Send a solution, or a template, with the facts of a real booking to a tester."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hospes.agencies.models import Agency, Member
from hospes.bookings.people import usable_phone
from hospes.content.load_templates import load_words
from hospes.content.quotes import PARTS_OF
from hospes.content.secrets import MASK, masked
from hospes.content.segments import measure
from hospes.content.words import Unwordable, Words
from hospes.dispatch.attach_to_messages import attach_to_messages
from hospes.dispatch.drafts import Draft, Unsayable, for_tester, worded
from hospes.dispatch.hand_facts import Manner, facts_of_bookings
from hospes.dispatch.hand_words import Versions, words_by_hand
from hospes.dispatch.load_facts import load_lines, load_ways
from hospes.dispatch.recipients import RANKS, Facts, Line, Recipient, Somebody, Ways, recipients_of
from hospes.dispatch.versions import version_of
from hospes.dispatch.write_messages import queue_by_hand
from hospes.kit.errors import Malformed, NotFound, Refused
from hospes.planning.models import Notification, Solution

MARK = "Test"
NO_CODE = "PROMO-CODE"
BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tested, with which booking, and to whom.

    Attributes:
        booking_id: any booking of the agency.
        solution_id: the solution; or else
        template: name of a template.
        to: address or number of a member; empty for the agency's tester.
        language: a version of the words; empty for that of each recipient.
        channels: only these; empty for all.
    """

    booking_id: int
    solution_id: int | None = None
    template: str = ""
    to: str = ""
    language: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a test.

    Attributes:
        messages: id → what it says.
        left_out: what could not be made: (line and channel, reason, details).
    """

    messages: dict[int, Draft] = field(default_factory=dict)
    left_out: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tester:
    """Who gets tests."""

    email: str
    phone: str

    def at(self, channel: str) -> str:
        """Where they are reached over a channel."""
        return self.email if channel == "email" else self.phone


def try_solution(agency_id: int, trial: Trial, *, now: datetime, by: str) -> Tried:
    """Queue every notification of a solution, over every channel of its chain, to a tester.

    Marked as tests: they count for nothing (S18–S21, S33), need no consent, wait for no hour, take no promo
    code and show dots instead of door codes. Words, languages and files are those the real recipients would
    get; what the booking lacks of a solution's event (old dates, a rating) is made up.

    Args:
        agency_id: whose.
        trial: what is tested.
        now: the instant; relative words are from here.
        by: who tests.

    Raises:
        NotFound: no such booking, solution or template.
        Malformed: neither or both of solution and template.
        Refused: the tester is nobody of the agency, or it has none.
    """
    tester = _tester(agency_id, trial.to)
    solution, lines, attach = _lines(agency_id, trial)
    facts = _facts(agency_id, trial, solution)
    words = load_words(agency_id)
    ways = load_ways({agency_id})[agency_id]
    tried = Tried()
    with transaction.atomic():
        for line in lines:
            for found in _recipients(line, facts, ways, channels=trial.channels):
                made = _made(found, facts, _of(trial, words), tester=tester, now=now)
                _keep(tried, found, made, attach=attach.get(line.position, ()), by=by, now=now)
    return tried


def _tester(agency_id: int, to: str) -> Tester:
    """A member by address or number, or the agency's tester: tests hold guests' data, so nobody else."""
    agency = Agency.objects.get(id=agency_id)
    wanted = (to or agency.tester_email).strip().casefold()
    if not wanted:
        raise Refused("Say to whom with --to, or enter the agency's tester.", reason="no_tester")
    number = usable_phone(wanted, agency.country)
    for member in Member.objects.filter(agency_id=agency_id).order_by("id"):
        phone = usable_phone(member.phone, agency.country)
        if wanted == member.email.casefold() or (number and number == phone):
            return Tester(member.email, phone)
    if wanted == agency.tester_email.casefold():
        return Tester(agency.tester_email, "")
    raise Refused(
        "Tests hold a guest's data, so they go to members of the agency only: add a member.",
        reason="no_member",
    )


def _lines(
    agency_id: int, trial: Trial
) -> tuple[Solution | None, Sequence[Line], Mapping[int, Sequence[str]]]:
    """The solution if it is one, its lines, and the files of each."""
    if (trial.solution_id is None) == (not trial.template):
        raise Malformed("Name either the solution or the template to test.", field="solution")
    if trial.solution_id is None:
        versions = words_by_hand(agency_id, trial.template, ())
        return None, [Line(0, "guest", "", trial.template, _chain(versions), (), ())], {}
    solution = Solution.objects.filter(agency_id=agency_id, id=trial.solution_id, deleted_at=None).first()
    if solution is None:
        raise NotFound("There is no such solution: look at the list of solutions.")
    rows = Notification.objects.filter(agency_id=agency_id, solution_id=solution.id)
    attach = {row.position: row.attach for row in rows}
    return solution, load_lines({solution.id}).get(solution.id, []), attach


def _chain(versions: Versions) -> list[dict[str, Any]]:
    """Every channel that a template has words for."""
    return [
        {"channel": channel}
        for channel, parts in PARTS_OF.items()
        if any(getattr(words, part) for words in versions.values() for part in parts)
    ]


def _facts(agency_id: int, trial: Trial, solution: Solution | None) -> Facts:
    kind = solution.kind if solution else "service"
    event = solution.event_kind if solution else ""
    purpose = solution.purpose if solution else ""
    found = facts_of_bookings(agency_id, [trial.booking_id], Manner(kind, purpose), event_kind=event)
    if trial.booking_id not in found:
        raise NotFound("There is no such booking: check the reference.")
    facts = found[trial.booking_id]
    booking = facts["booking"]
    made_up = {
        "old_arrival": str(booking["arrival"] - BACK),
        "old_departure": str(booking["departure"] - BACK),
    }
    details = {**({"by": "guest", **made_up} if event else {}), **(facts["event"]["details"] or {})}
    return {
        **facts,
        "task": {**facts["task"], "sends_email": True, "sends_sms": True, "kind": "transactional"},
        "booking": {**booking, "rating": booking["rating"] or 5, "secrets": _dots(booking["secrets"])},
        "property": {**facts["property"], "secrets": _dots(facts["property"]["secrets"])},
        "event": {**facts["event"], "details": details},
        "reward": {"code": NO_CODE},
    }


def _dots(secrets: Mapping[str, str]) -> dict[str, str]:
    """No code gets near a test."""
    return dict.fromkeys(secrets or {}, MASK)


def _recipients(line: Line, facts: Facts, ways: Ways, *, channels: Collection[str]) -> Iterator[Recipient]:
    """Everybody the line is for, over each channel of its chain, reached there or not."""
    for step in line.chain or ({"channel": "email"},):
        channel = str(step["channel"])
        if channels and channel not in channels:
            continue
        found = recipients_of(facts, [replace(line, chain=[step], cc=(), bcc=())], ways)
        for one in found or [Recipient(line, Somebody(line.role), channel, "", ())]:
            yield replace(one, channel=channel, chain=(), cc=(), bcc=(), reason="", timeout=None)


def _of(trial: Trial, words: Mapping[str, Versions]) -> Mapping[str, Versions]:
    """The words, of one language where one was chosen."""
    if not trial.language:
        return words
    return {
        name: {code: version for code, version in versions.items() if code == trial.language}
        for name, versions in words.items()
    }


def _made(
    found: Recipient, facts: Facts, words: Mapping[str, Versions], *, tester: Tester, now: datetime
) -> Draft | tuple[str, dict[str, Any]]:
    """The draft to the tester, or the reason why there is none and what to know about it."""
    who = found.somebody
    if not who.person_id and who.role in RANKS:
        return "no_recipient", {}
    if not tester.at(found.channel) or found.channel == "campaign":
        return "no_address", {}
    version = version_of(found, facts, words)
    if version is None:
        return "no_words", {"template": found.line.template}
    try:
        made = worded(_addressed(found, facts, tester), version, found, facts=facts, now=now)
    except Unsayable as error:
        return error.reason, error.details
    except Unwordable as error:
        return str(error.details.get("reason", error.code)), dict(error.details)
    return _marked(made, found, version)


def _addressed(found: Recipient, facts: Facts, tester: Tester) -> Draft:
    task = facts["task"]
    return Draft(
        agency_id=task["agency_id"],
        role=found.somebody.role,
        to_name="",
        to_address=tester.at(found.channel),
        channel=found.channel,
        kind="transactional",
        booking_id=task["booking_id"],
        notification=found.line.position,
        is_test=True,
        template=found.line.template,
    )


def _marked(made: Draft, found: Recipient, version: Words) -> Draft:
    """With a banner; an SMS only with a word before it, and its parts counted again. Codes are dots."""
    who = found.address or found.somebody.name or found.somebody.role
    beside = json.loads(masked(json.dumps(made.payload, ensure_ascii=False)))
    made = replace(made, quoted=None, payload=beside)
    if made.channel == "email":
        return for_tester(made, MARK, f"{MARK}: this is what {who} would get ({version.language}).")
    text = f"[{MARK}] {masked(made.text)}"
    return replace(made, text=text, parts=measure(text).count if made.channel == "sms" else 1)


def _keep(
    tried: Tried,
    found: Recipient,
    made: Draft | tuple[str, dict[str, Any]],
    *,
    attach: Sequence[str],
    by: str,
    now: datetime,
) -> None:
    if isinstance(made, tuple):
        tried.left_out.append((f"{found.line.role} {found.channel}", *made))
        return
    made = replace(made, by=by[:254])
    message_id = queue_by_hand(made, now=now)
    tried.messages[message_id] = made
    if attach and made.channel == "email":
        key = (made.agency_id, message_id)
        left_out = attach_to_messages({key: list(attach)}, now=now).get(key, {})
        tried.left_out.extend((f"{found.line.role} {name}", why, {}) for name, why in left_out.items())
