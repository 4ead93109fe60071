"""Send confirmed bulk messages slice by slice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from hospes.bookings.models import Person
from hospes.bookings.permissions import MARKETING
from hospes.dispatch.advertising import is_capped, load_advertised
from hospes.dispatch.drafts import Draft
from hospes.dispatch.hand_facts import Manner
from hospes.dispatch.hand_words import read_written
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.judge_recipients import Bulletin, line_of, load_chunk, reach, say, why_not
from hospes.dispatch.load_facts import load_ways
from hospes.dispatch.models import Bulk, BulkRecipient, BulkState, Lane, Message, MessageState
from hospes.dispatch.recipients import Facts

SLICE = 500


@dataclass(frozen=True, slots=True)
class Sliced:
    """How many messages of bulk messages were queued, recipients left out, and bulk messages finished."""

    queued: int = 0
    left_out: int = 0
    finished: int = 0

    @property
    def total(self) -> int:
        """Whether anything was done."""
        return self.queued + self.left_out + self.finished


def send_bulks(*, now: datetime, limit: int = SLICE, agency_id: int | None = None) -> Sliced:
    """Queue the next messages of each running bulk message: no more than `limit` of each wait at a time.

    So a pause or a stop acts at once, and nothing is made long before it leaves. Whoever cannot be written
    to any more (forgotten, opted out, another address, a booking that has ended, enough advertising: S21) is
    left out with the reason. One transaction each; two callers at a time never take the same bulk message.

    Args:
        now: the instant of queueing.
        limit: how many of one bulk message may wait.
        agency_id: only this agency's; None for all.
    """
    running = Bulk.objects.filter(state=BulkState.RUNNING)
    if agency_id is not None:
        running = running.filter(agency_id=agency_id)
    done = [
        _advance(id, limit, now) for id in running.order_by("confirmed_at", "id").values_list("id", flat=True)
    ]
    return Sliced(
        sum(one.queued for one in done), sum(one.left_out for one in done), sum(one.finished for one in done)
    )


def _advance(bulk_id: int, limit: int, now: datetime) -> Sliced:
    with transaction.atomic():
        locked = Bulk.objects.select_for_update(no_key=True, skip_locked=True)
        bulk = locked.filter(id=bulk_id, state=BulkState.RUNNING).first()
        if bulk is None:
            return Sliced()
        mine = Message.objects.filter(agency_id=bulk.agency_id, bulk_id=bulk_id, lane=Lane.BULK)
        waiting = mine.filter(state__in=(MessageState.QUEUED, MessageState.SENDING)).count()
        entries = BulkRecipient.objects.filter(agency_id=bulk.agency_id, bulk_id=bulk_id, state="included")
        # A small rest of room waits: a slice costs little more than a single message.
        room = limit - waiting if waiting <= limit // 2 else 0
        chosen = list(entries.order_by("id")[:room])
        if chosen:
            return _queue(bulk, chosen, now)
        return _finish(bulk, now) if not waiting and room and not entries.exists() else Sliced()


def _finish(bulk: Bulk, now: datetime) -> Sliced:
    mine = Bulk.objects.filter(agency_id=bulk.agency_id, id=bulk.id)
    return Sliced(finished=mine.update(state=BulkState.DONE, finished_at=now))


def _queue(bulk: Bulk, chosen: Sequence[BulkRecipient], now: datetime) -> Sliced:
    bulletin = _bulletin(bulk)
    forgotten = _lock_people(bulk.agency_id, {one.person_id for one in chosen})
    keys = {one.id: one.booking_id if bulletin.role else one.person_id for one in chosen}
    facts = load_chunk(bulletin, {key for key in keys.values() if key})
    people = {one.person_id for one in chosen} if bulk.kind == MARKETING else set()
    advertised = load_advertised(bulk.agency_id, people)
    drafts: list[Draft] = []
    left_out: dict[str, list[int]] = defaultdict(list)
    for one in chosen:
        made = _made(bulk, bulletin, one, facts=facts.get(keys[one.id] or 0), now=now)
        made = "forgotten" if one.person_id in forgotten else made
        if people and not isinstance(made, str):
            about = facts[keys[one.id] or 0]
            made = "capped" if is_capped(advertised, one.person_id, about, now=now) else made
        if isinstance(made, str):
            left_out[made].append(one.id)
        else:
            drafts.append(made)
    insert_messages(drafts, now=now)
    _note(bulk, chosen, left_out)
    return Sliced(len(drafts), len(chosen) - len(drafts))


def _lock_people(agency_id: int, person_ids: set[int]) -> set[int]:
    """Who is refusing messages at this moment is waited for; who does later finds theirs queued.

    Returns:
        Those who were forgotten.
    """
    people = Person.objects.select_for_update().filter(agency_id=agency_id, id__in=person_ids)
    rows = people.order_by("id").values_list("id", "forgotten_at")
    return {id for id, forgotten_at in rows if forgotten_at is not None}


def _bulletin(bulk: Bulk) -> Bulletin:
    return Bulletin(
        bulk.agency_id,
        str(bulk.filters.get("role", "")) if bulk.filters["of"] == "bookings" else "",
        read_written(bulk.words),
        bulk.chain,
        Manner(bulk.kind, bulk.purpose),
        load_ways({bulk.agency_id})[bulk.agency_id],
    )


def _made(
    bulk: Bulk, bulletin: Bulletin, one: BulkRecipient, *, facts: Facts | None, now: datetime
) -> Draft | str:
    """The message of one recipient, or why there is none any more."""
    statuses = bulk.filters.get("statuses")
    if facts is None or (statuses and facts["booking"]["status"] not in statuses):
        return "booking_ended"
    found = reach(bulletin, facts, line_of(bulletin, [{"channel": one.channel}]))
    if found is None or found.somebody.person_id != one.person_id:
        return "address_changed"
    reason = why_not(found, facts)
    if reason or found.address.casefold() != one.address.casefold():
        return reason or "address_changed"
    words = {one.language: bulletin.versions[one.language]}
    made = say(replace(bulletin, versions=words), found, facts, now=now)
    return made if isinstance(made, str) else replace(made, lane=Lane.BULK.value, by=bulk.by, bulk_id=bulk.id)


def _note(bulk: Bulk, chosen: Sequence[BulkRecipient], left_out: dict[str, list[int]]) -> None:
    mine = BulkRecipient.objects.filter(agency_id=bulk.agency_id, bulk_id=bulk.id)
    for reason, ids in left_out.items():
        mine.filter(id__in=ids).update(state="left_out", reason=reason)
    missing = {id for ids in left_out.values() for id in ids}
    mine.filter(id__in=[one.id for one in chosen if one.id not in missing]).update(state="queued")
