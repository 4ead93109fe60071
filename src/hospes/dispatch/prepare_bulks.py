"""Prepare a bulk message: who gets it, who does not and why, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from hospes.channels.models import PAID_PER_PART
from hospes.content.words import Words
from hospes.dispatch.bulk_filters import BookingFilter, Filter, find_chosen, written_filter
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.hand_words import chain_of, check_codes, words_by_hand, written
from hospes.dispatch.judge_recipients import Bulletin, Judged, judge
from hospes.dispatch.load_facts import load_ways
from hospes.dispatch.models import Bulk, BulkState
from hospes.dispatch.rows import bound_cursor
from hospes.dispatch.word_messages import check_manner
from hospes.kit.errors import Malformed
from hospes.kit.statements import load

INSERT = load(__name__, "insert_bulk_recipients")
AT_ONCE = 5000
COLUMNS = ("person_id", "booking_id", "channel", "address", "language", "state", "reason", "parts")


@dataclass(frozen=True, slots=True)
class Circular:
    """One message to many: its words, its channels, and whom it is for.

    Attributes:
        name: as people call it.
        chosen: bookings or people.
        template: name of a template, or else
        own: words of one's own, a version for each language.
        channels: by preference.
        manner: kind and purpose.
    """

    name: str
    chosen: Filter
    template: str = ""
    own: tuple[Words, ...] = ()
    channels: tuple[str, ...] = ()
    manner: Manner = field(default_factory=lambda: Manner("marketing"))


@dataclass
class Tally:
    """What a list comes to: recipients, parts, credits, by channel and language, and who is left out."""

    included: int = 0
    parts: int = 0
    credits: int = 0
    channels: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, one: Judged) -> None:
        """Count one entry; each part of an SMS or a Viber message costs one credit."""
        if one.reason:
            self.left_out[one.reason] += 1
            return
        self.included += 1
        self.parts += one.parts
        self.credits += one.parts if one.channel in PAID_PER_PART else 0
        self.channels[one.channel] += 1
        self.languages[one.language] += 1

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "included": self.included,
            "parts": self.parts,
            "credits": self.credits,
            "channels": dict(self.channels),
            "languages": dict(self.languages),
            "left_out": dict(self.left_out),
        }


def prepare_bulk(agency_id: int, circular: Circular, *, now: datetime, by: str) -> Bulk:
    """Fix the recipients of a bulk message and count what it costs; nothing goes until it is confirmed.

    One message for each address, however many bookings or people share it. Who is left out is kept with the
    reason. The words are kept as they are now: a template that changes later changes nothing.

    Args:
        agency_id: whose.
        circular: words and filters.
        now: the instant of preparing.
        by: who does it.

    Raises:
        Malformed, NotFound: words, channels or filters that cannot be used.
    """
    bulletin = _bulletin(agency_id, circular)
    ids = find_chosen(agency_id, circular.chosen)
    with transaction.atomic():
        bulk = Bulk.objects.create(
            agency_id=agency_id,
            name=circular.name.strip(),
            chain=list(bulletin.chain),
            purpose=circular.manner.purpose,
            kind=circular.manner.kind,
            words=written(bulletin.versions),
            filters=written_filter(circular.chosen),
            state=BulkState.PREPARED,
            by=by[:254],
            created_at=now,
        )
        bulk.counts = _keep(bulk, judge(bulletin, ids, now=now), len(ids))
        Bulk.objects.filter(agency_id=agency_id, id=bulk.id).update(counts=bulk.counts)
    return bulk


def _bulletin(agency_id: int, circular: Circular) -> Bulletin:
    if not 0 < len(circular.name.strip()) <= 200:
        raise Malformed("Give the bulk message a name of 1 to 200 characters.", field="name")
    check_manner(circular.manner)
    chain = chain_of(circular.channels)
    versions = words_by_hand(agency_id, circular.template, circular.own)
    role = circular.chosen.role if isinstance(circular.chosen, BookingFilter) else ""
    if not role:
        check_codes(versions, [str(step["channel"]) for step in chain])
    ways = load_ways({agency_id})[agency_id]
    return Bulletin(agency_id, role, versions, chain, circular.manner, ways)


def _keep(bulk: Bulk, entries: Iterable[Judged], asked: int) -> dict[str, Any]:
    """Write the list down and tally it."""
    tally, seen = Tally(), 0
    for chunk in _chunks(entries):
        for one in chunk:
            tally.add(one)
        _insert(bulk, chunk)
        seen += len(chunk)
    if asked > seen:
        tally.left_out["no_recipient"] += asked - seen
    return tally.as_dict()


def _chunks(entries: Iterable[Judged]) -> Iterator[list[Judged]]:
    left = iter(entries)
    while chunk := list(islice(left, AT_ONCE)):
        yield chunk


def _insert(bulk: Bulk, entries: Sequence[Judged]) -> None:
    columns = {name: [getattr(one, name) for one in entries] for name in COLUMNS}
    with bound_cursor() as cursor:
        cursor.execute(INSERT, {**columns, "agency_id": bulk.agency_id, "bulk_id": bulk.id})
