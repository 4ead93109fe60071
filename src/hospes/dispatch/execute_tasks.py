"""Execute due tasks: claim, check, word, insert their messages and finish them, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from hospes.content.correction_words.compose_correction_words import TEMPLATE
from hospes.content.secrets import secrets_at
from hospes.content.words import Unwordable, Words
from hospes.dispatch.act_on_bookings import confirm_for
from hospes.dispatch.attach_files import attach_files
from hospes.dispatch.bundles import bundled
from hospes.dispatch.drafts import Draft, Unsayable, draft
from hospes.dispatch.insert_messages import insert_messages
from hospes.dispatch.load_facts import Shelf, load_facts
from hospes.dispatch.purposes import Served, is_of_stay, load_served, remaining
from hospes.dispatch.quotes import Quote, load_quotes
from hospes.dispatch.recipients import Facts, Line, Ways, recipients_of
from hospes.dispatch.rewards import with_reward
from hospes.dispatch.seen import seen_of
from hospes.dispatch.word_corrections import correction_drafts, correction_of, readers_of
from hospes.kit.errors import HospesError
from hospes.planning.claim_tasks import Claimed, claim_tasks
from hospes.planning.finish_tasks import Finished, finish_tasks
from hospes.planning.look_at_held_tasks import look_at_held_tasks
from hospes.planning.move_up_tasks import move_up_tasks
from hospes.planning.take_over_tasks import take_over_tasks

log = structlog.get_logger(__name__)
LEFT = ("failed", "skipped", "withdrawn")
"""Ends of tasks that nobody has got anything of."""
STOOD_BACK = ("duplicate", "replaced")


@dataclass(frozen=True, slots=True)
class Executed:
    """How many tasks were executed, messages made, tasks held and failed; skipped ones count as tasks."""

    tasks: int = 0
    messages: int = 0
    held: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that the tasks of one batch share."""

    now: datetime
    facts: Mapping[int, Facts]
    lines: Mapping[int, list[Line]]
    ways: Mapping[int, Ways]
    words: Mapping[int, Mapping[str, Mapping[str, Words]]]
    served: Served
    quotes: Mapping[int, Sequence[Quote]]


@dataclass(slots=True)
class Spoken:
    """What became of one task: its drafts and its end."""

    end: Finished
    drafts: list[Draft] = field(default_factory=list)


def execute_tasks(
    *, now: datetime, limit: int = 500, agency_id: int | None = None, shelf: Shelf | None = None
) -> Executed:
    """Turn due tasks into queued messages: one transaction, no network, so a task does it exactly once.

    Two callers at a time never get the same task. A task whose words fail ends as failed or held with the
    reason, and disturbs no other. Recipients, language, balance and words are those of now (S11). When a
    task fails to reach somebody, the next solution of its purpose takes over (S19).

    Args:
        now: the instant of execution.
        limit: tasks of one batch.
        agency_id: only this agency's; None for all.
        shelf: what is loaded once and kept for several batches, where nobody changes it meanwhile (a
            simulation); by default each batch loads it anew.
    """
    with transaction.atomic():
        look_at_held_tasks(now=now, agency_id=agency_id)
        claimed = claim_tasks(now=now, limit=limit, agency_id=agency_id)
        if not claimed:
            return Executed()
        shelf = shelf or Shelf()
        batch = _load(claimed, shelf, now)
        made = _speak_all(claimed, batch)
        drafts = [one for spoken in made.values() for one in spoken.drafts]
        inserted = insert_messages(drafts, now=now)
        bundles = {task.task_id: task.bundle_of for task in claimed if task.bundle_of}
        makes = shelf.makes_files
        left_out = attach_files(drafts, batch.facts, now=now, bundles=bundles) if makes else {}
        finish_tasks([_noted(made[task.task_id].end, batch, left_out) for task in claimed], now=now)
        move_up_tasks([task for task, spoken in made.items() if spoken.end.state != "done"], now=now)
        take_over_tasks([task for task, spoken in made.items() if _has_failed(spoken)], now=now)
        confirm_for([batch.facts[id]["task"] for id, spoken in made.items() if _acts(spoken, batch)], now=now)
    states = Counter(spoken.end.state for spoken in made.values())
    return Executed(len(claimed), inserted, states["held"], states["failed"])


def _load(claimed: Sequence[Claimed], shelf: Shelf, now: datetime) -> Batch:
    agencies = {task.agency_id for task in claimed}
    facts = load_facts([task.task_id for task in claimed])
    served = load_served(claimed, facts, shelf.rivals_of(agencies))
    rivals = {row["id"] for rows in served.rivals.values() for row in rows}
    return Batch(
        now,
        facts,
        shelf.lines_of({task.solution_id for task in claimed} | rivals),
        shelf.ways_of(agencies),
        shelf.words_of(agencies),
        served,
        _quotes(facts, agencies, now),
    )


def _quotes(facts: Mapping[int, Facts], agencies: set[int], now: datetime) -> dict[int, list[Quote]]:
    """Booking → what was said about it, where a task corrects that."""
    bookings = {one["task"]["booking_id"] for one in facts.values() if one["task"]["corrects"]}
    found: dict[int, list[Quote]] = {booking: [] for booking in bookings}
    for quote in load_quotes(agencies, bookings, now=now) if bookings else ():
        found[quote.booking_id].append(quote)
    return found


def _speak_all(claimed: Sequence[Claimed], batch: Batch) -> dict[int, Spoken]:
    made: dict[int, Spoken] = {}
    for task in claimed:
        spoken = made[task.task_id] = _execute(task, batch)
        leader = made.get(task.bundle_of) if task.bundle_of else None
        if leader and spoken.drafts:
            secrets = secrets_at(batch.facts[task.task_id])
            spoken.drafts = bundled(leader.drafts, spoken.drafts, secrets)
            details = {**(spoken.end.details or {}), "bundled_into": task.bundle_of}
            spoken.end = replace(spoken.end, details=details)
    return made


def _execute(task: Claimed, batch: Batch) -> Spoken:
    """The drafts of one task and its end; nothing that goes wrong here reaches another task."""
    try:
        return _act_or_speak(task, batch)
    except Unsayable as error:
        return Spoken(Finished(task.task_id, error.state, error.reason, error.details, error.due_at))
    except Unwordable as error:
        reason = str(error.details.get("reason", error.code))
        return Spoken(Finished(task.task_id, "failed", reason, error.details))
    except HospesError as error:
        return Spoken(Finished(task.task_id, "failed", error.code[:30], {"sentence": error.message}))
    except Exception as error:  # a template or a value that nobody thought of must not stop the others
        log.exception("task_failed", task=task.task_id, error=type(error).__name__)
        return Spoken(Finished(task.task_id, "failed", "error", {"error": type(error).__name__}))


def _act_or_speak(task: Claimed, batch: Batch) -> Spoken:
    facts = batch.facts[task.task_id]
    if facts["task"]["action"]:
        return Spoken(_acted(facts))
    if facts["task"]["corrects"]:
        return _correct(facts, batch)
    found = recipients_of(facts, batch.lines.get(task.solution_id, []), batch.ways[task.agency_id])
    is_test = facts["task"]["is_sandbox"]
    left, reason = (found, "no_recipient") if is_test else _left(facts, found, batch)
    if not left:
        return Spoken(Finished(task.task_id, "skipped", reason))
    words = batch.words[task.agency_id]
    rewarded = with_reward(facts, now=batch.now)
    drafts = [draft(recipient, rewarded, words, now=batch.now) for recipient in left]
    if not is_test:
        _remember(facts["task"], drafts, batch.served)
    return Spoken(Finished(task.task_id, "done", details=_troubles(drafts)), drafts)


def _correct(facts: Facts, batch: Batch) -> Spoken:
    """The messages of a correction; it is looked at once more what of it is still wrong."""
    task = facts["task"]
    quotes = batch.quotes[task["booking_id"]]
    wrong = correction_of(facts, quotes, now=batch.now)
    if wrong is None:
        return Spoken(Finished(task["id"], "withdrawn", "moved_back"))
    lines, ways = batch.lines.get(task["solution_id"], []), batch.ways[task["agency_id"]]
    readers = readers_of(facts, quotes, lines=lines, ways=ways)
    if not readers:
        return Spoken(Finished(task["id"], "skipped", "no_recipient"))
    own = batch.words[task["agency_id"]].get(TEMPLATE, {})
    drafts = correction_drafts(wrong, readers, facts, own=own, quotes=quotes, now=batch.now)
    return Spoken(Finished(task["id"], "done", details={**(_troubles(drafts) or {}), **wrong.kept()}), drafts)


def _left(facts: Facts, found: Sequence[Any], batch: Batch) -> tuple[list[Any], str]:
    ways = batch.ways[facts["task"]["agency_id"]]
    return remaining(facts, found, served=batch.served, lines=batch.lines, ways=ways)


def _acted(facts: Facts) -> Finished:
    """The end of a task that confirms its booking; who settles payments elsewhere confirms by hand."""
    task = facts["task"]["id"]
    if facts["agency"]["settles_payments_elsewhere"]:
        return Finished(task, "skipped", "payments_elsewhere")
    if not facts["booking"]["is_paid_at_once"]:
        return Finished(task, "withdrawn", "not_paid_at_once")
    return Finished(task, "done")


def _acts(spoken: Spoken, batch: Batch) -> bool:
    task = batch.facts[spoken.end.task_id]["task"]
    return bool(task["action"]) and spoken.end.state == "done" and not task["is_sandbox"]


def _remember(task: Mapping[str, Any], drafts: Sequence[Draft], served: Served) -> None:
    row = {**task, "is_of_stay": is_of_stay(task)}
    for one in drafts:
        if one.state == "queued":
            served.add(row, one.to_address)


def _troubles(drafts: Sequence[Draft]) -> dict[str, Any] | None:
    reasons = sorted({one.reason for one in drafts if one.reason})
    return {"unreached": reasons} if reasons else None


def _has_failed(spoken: Spoken) -> bool:
    """Whether somebody is left whom the next solution of the purpose may reach (S19)."""
    end = spoken.end
    if end.state == "done":
        return "unreached" in (end.details or {})
    return end.state in LEFT and end.reason not in STOOD_BACK


def _noted(end: Finished, batch: Batch, left_out: Mapping[int, Mapping[str, str]]) -> Finished:
    """The end of a task with what its conditions saw, and the files that did not go along, and why."""
    noted: dict[str, Any] = {
        **(end.details or {}),
        "seen": seen_of(batch.facts[end.task_id], now=batch.now),
    }
    if end.task_id in left_out:
        noted["left_out"] = dict(left_out[end.task_id])
    return replace(end, details=noted)
