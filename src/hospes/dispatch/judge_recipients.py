"""Judge who of a list gets a bulk message, where, in which language and in how many parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from hospes.bookings.models import Person
from hospes.channels.models import PAID_PER_PART
from hospes.content.quotes import fields_used
from hospes.content.render import render
from hospes.content.words import Unwordable, Words
from hospes.dispatch.drafts import Draft, Unsayable, draft, parts_of
from hospes.dispatch.hand_facts import Manner, facts_of_bookings, facts_of_people
from hospes.dispatch.hand_words import Versions
from hospes.dispatch.recipients import Facts, Line, Recipient, Ways, recipients_of
from hospes.dispatch.secrecy import says_secrets
from hospes.dispatch.versions import values_of, version_of

CHUNK = 1000
"""Channels of which each part costs a credit."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry of a list: who, where, and why not if not."""

    person_id: int
    booking_id: int | None
    channel: str
    address: str = ""
    language: str = ""
    reason: str = ""
    parts: int = 1

    @property
    def state(self) -> str:
        """As the list keeps it."""
        return "left_out" if self.reason else "included"


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What is sent to all of a list.

    Attributes:
        agency_id: whose.
        role: who of each booking, or "" where the list is of people.
        versions: its words.
        chain: channels by preference.
        manner: kind and purpose.
        ways: what the agency can send over.
    """

    agency_id: int
    role: str
    versions: Versions
    chain: Sequence[Mapping[str, Any]]
    manner: Manner
    ways: Ways


def judge(bulletin: Bulletin, ids: Sequence[int], *, now: datetime) -> Iterator[Judged]:
    """Judge bookings or people in order; nobody comes twice, and neither does an address.

    Words are written where their parts cost something or a field could be empty, so that what is counted is
    what will go. Bookings without anybody in the role are passed over.
    """
    taken: set[str] = set()
    line = line_of(bulletin, bulletin.chain)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        known = load_chunk(bulletin, chunk, is_counting=True)
        reached = [(known[id], reach(bulletin, known[id], line)) for id in chunk if id in known]
        found = [_judged(bulletin, facts, one, taken=taken, now=now) for facts, one in reached if one]
        yield from _told_forgotten(bulletin.agency_id, found)


def load_chunk(bulletin: Bulletin, ids: Collection[int], *, is_counting: bool = False) -> dict[int, Facts]:
    """Booking or person → facts. In a sandbox all of it goes into the outbox, not thousands to the tester.

    Args:
        bulletin: what is sent.
        ids: of bookings or people.
        is_counting: load what counting needs; words that name nothing but people need little.
    """
    if bulletin.role:
        only = bulletin.role if is_counting and _is_personal(bulletin) else ""
        found = facts_of_bookings(bulletin.agency_id, ids, bulletin.manner, only_role=only)
    else:
        found = facts_of_people(bulletin.agency_id, ids, bulletin.manner)
    if not any(facts["task"]["is_sandbox"] for facts in found.values()):
        return found
    return {id: {**facts, "agency": {**facts["agency"], "tester_email": ""}} for id, facts in found.items()}


def _is_personal(bulletin: Bulletin) -> bool:
    channels = [str(step["channel"]) for step in bulletin.chain]
    used = {
        path for words in bulletin.versions.values() for one in channels for path in fields_used(words, one)
    }
    return {path.partition(".")[0] for path in used} <= {"guest", "recipient", bulletin.role}


def reach(bulletin: Bulletin, facts: Facts, line: Line) -> Recipient | None:
    """The recipient over the first usable channel; None when the booking has nobody in the role."""
    found = recipients_of(facts, [line], bulletin.ways)
    return found[0] if found else None


def line_of(bulletin: Bulletin, chain: Sequence[Mapping[str, Any]]) -> Line:
    """The list's only notification, over some channels."""
    return Line(0, bulletin.role or "guest", "", "", chain, (), ())


def say(bulletin: Bulletin, found: Recipient, facts: Facts, *, now: datetime) -> Draft | str:
    """The draft for a recipient, or the reason why there is none."""
    try:
        made = draft(replace(found, chain=()), facts, {"": bulletin.versions}, now=now)
    except Unsayable as error:
        return error.reason or "secret_not_due"
    except Unwordable as error:
        return str(error.details.get("reason", error.code))
    return made.reason or made


def why_not(found: Recipient, facts: Facts) -> str:
    """Why a recipient is not reached; who never said anything about advertising has not refused it."""
    if found.reason != "opted_out" or facts["task"]["kind"] != "marketing":
        return found.reason
    said = facts["permissions"].get(f"{found.channel} {found.somebody.person_id}")
    return "opted_out" if said is False else "no_consent"


def _judged(bulletin: Bulletin, facts: Facts, found: Recipient, *, taken: set[str], now: datetime) -> Judged:
    who, booking = found.somebody.person_id, facts["task"]["booking_id"]
    entry = Judged(who, booking, found.channel, found.address, reason=why_not(found, facts))
    if not entry.reason and found.address.casefold() in taken:
        entry = replace(entry, reason="duplicate_address")
    if not entry.reason:
        entry = _counted(bulletin, entry, found, facts=facts, now=now)
    if not entry.reason:
        taken.add(found.address.casefold())
    return entry


def _counted(bulletin: Bulletin, entry: Judged, found: Recipient, *, facts: Facts, now: datetime) -> Judged:
    """The entry with its language and parts; words are written only where that can change anything."""
    version = version_of(found, facts, {"": bulletin.versions})
    if version is None:
        return replace(entry, reason="no_words")
    reason, parts = "", 1
    if says_secrets(version, found.channel):
        made = say(bulletin, found, facts, now=now)
        reason, parts = (made, 1) if isinstance(made, str) else ("", made.parts)
    elif fields_used(version, found.channel):
        reason, parts = _filled(version, found, facts, now=now)
    elif found.channel in PAID_PER_PART:
        parts = _plain_parts(version, found.channel)
    return replace(entry, language=version.language, reason=reason, parts=parts)


def _filled(version: Words, found: Recipient, facts: Facts, *, now: datetime) -> tuple[str, int]:
    """What keeps the words back, and their parts."""
    try:
        rendered = render(version, values_of(found, facts, version.language, now=now), found.channel)
    except Unwordable as error:
        return str(error.details.get("reason", error.code)), 1
    return "missing_field" if rendered.missing else "", parts_of(rendered)


@lru_cache(maxsize=256)
def _plain_parts(version: Words, channel: str) -> int:
    return parts_of(render(version, {}, channel))


def _told_forgotten(agency_id: int, found: Sequence[Judged]) -> Iterator[Judged]:
    """Those without an address because they were forgotten."""
    nowhere = [one.person_id for one in found if one.reason == "no_address"]
    people = Person.objects.filter(agency_id=agency_id, id__in=nowhere) if nowhere else Person.objects.none()
    gone = set(people.exclude(forgotten_at=None).values_list("id", flat=True)) if nowhere else set()
    for one in found:
        yield replace(one, reason="forgotten") if one.person_id in gone else one
