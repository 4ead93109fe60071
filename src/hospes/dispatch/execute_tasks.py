"""Execute due tasks: claim, check, word, insert their messages and finish them, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import structlog
from django.db import transaction

from hospes.content.words import Unwordable, Words
from hospes.dispatch.drafts import Draft, Unsayable, draft
from hospes.dispatch.load_facts import Shelf, load_facts
from hospes.dispatch.purposes import Served, load_served, remaining
from hospes.dispatch.recipients import Facts, Line, Ways, recipients_of
from hospes.dispatch.rows import bound_cursor
from hospes.kit.errors import HospesError
from hospes.kit.statements import load
from hospes.planning.claim_tasks import Claimed, claim_tasks
from hospes.planning.finish_tasks import Finished, finish_tasks

INSERT = load(__name__, "insert_messages")
COLUMNS = tuple(field.name for field in fields(Draft))
log = structlog.get_logger(__name__)


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

    facts: Mapping[int, Facts]
    lines: Mapping[int, list[Line]]
    ways: Mapping[int, Ways]
    words: Mapping[int, Mapping[str, Mapping[str, Words]]]
    served: Served


def execute_tasks(
    *, now: datetime, limit: int = 500, agency_id: int | None = None, shelf: Shelf | None = None
) -> Executed:
    """Turn due tasks into queued messages: one transaction, no network, so a task does it exactly once.

    Two callers at a time never get the same task. A task whose words fail ends as failed or held with the
    reason, and disturbs no other. Recipients, language, balance and words are those of now (S11).

    Args:
        now: the instant of execution.
        limit: tasks of one batch.
        agency_id: only this agency's; None for all.
        shelf: what is loaded once and kept for several batches, where nobody changes it meanwhile (a
            simulation); by default each batch loads it anew.
    """
    with transaction.atomic():
        claimed = claim_tasks(now=now, limit=limit, agency_id=agency_id)
        if not claimed:
            return Executed()
        batch = _load(claimed, shelf or Shelf())
        made = [_execute(task, batch, now) for task in claimed]
        inserted = insert_messages([one for drafts, _ in made for one in drafts], now=now)
        finish_tasks([end for _, end in made], now=now)
    states = Counter(end.state for _, end in made)
    return Executed(len(claimed), inserted, states["held"], states["failed"])


def insert_messages(drafts: Sequence[Draft], *, now: datetime) -> int:
    """Insert messages all at once; what is there already stays (S18). Returns how many are new."""
    if not drafts:
        return 0
    values = {name: list(map(attrgetter(name), drafts)) for name in COLUMNS}
    with bound_cursor() as cursor:
        cursor.execute(INSERT, {**values, "now": now})
        return cursor.rowcount


def _load(claimed: Sequence[Claimed], shelf: Shelf) -> Batch:
    agencies = {task.agency_id for task in claimed}
    served = load_served(claimed)
    rivals = {row["id"] for rows in served.rivals.values() for row in rows}
    return Batch(
        load_facts([task.task_id for task in claimed]),
        shelf.lines_of({task.solution_id for task in claimed} | rivals),
        shelf.ways_of(agencies),
        shelf.words_of(agencies),
        served,
    )


def _execute(task: Claimed, batch: Batch, now: datetime) -> tuple[list[Draft], Finished]:
    """The drafts of one task and its end; nothing that goes wrong here reaches another task."""
    try:
        return _speak(task, batch, now)
    except Unsayable as error:
        state = "held" if error.is_hold else "failed"
        return [], Finished(task.task_id, state, error.reason, error.details)
    except Unwordable as error:
        return [], Finished(
            task.task_id, "failed", str(error.details.get("reason", error.code)), error.details
        )
    except HospesError as error:
        return [], Finished(task.task_id, "failed", error.code[:30], {"sentence": error.message})
    except Exception as error:  # a template or a value that nobody thought of must not stop the others
        log.exception("task_failed", task=task.task_id, error=type(error).__name__)
        return [], Finished(task.task_id, "failed", "error", {"error": type(error).__name__})


def _speak(task: Claimed, batch: Batch, now: datetime) -> tuple[list[Draft], Finished]:
    facts, ways = batch.facts[task.task_id], batch.ways[task.agency_id]
    found = recipients_of(facts, batch.lines.get(task.solution_id, []), ways)
    is_test = facts["task"]["is_sandbox"]
    left, reason = (
        (found, "no_recipient")
        if is_test
        else remaining(facts, found, served=batch.served, lines=batch.lines, ways=ways)
    )
    if not left:
        return [], Finished(task.task_id, "skipped", reason)
    words = batch.words[task.agency_id]
    drafts = [draft(recipient, facts, words, now=now) for recipient in left]
    if not is_test:
        _remember(facts["task"], drafts, batch.served)
    return drafts, Finished(task.task_id, "done", details=_troubles(drafts))


def _remember(task: Mapping[str, Any], drafts: Sequence[Draft], served: Served) -> None:
    for one in drafts:
        if one.state == "queued":
            served.add(task, one.to_address)


def _troubles(drafts: Sequence[Draft]) -> dict[str, Any] | None:
    reasons = sorted({one.reason for one in drafts if one.reason})
    return {"unreached": reasons} if reasons else None
