"""What must hold of an agency at every moment, whatever happened and however many workers there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.db import connection

from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from tests.properties.season import CONFIRMED_ONLY

Row = dict[str, Any]

MESSAGES = """
    SELECT m.id, m.state, m.reason, m.role, m.to_address, m.notification, m.purpose, m.queued_at, m.sent_at,
           m.deadline, m.booking_id, t.id AS task, t.state AS task_state, t.solution_id, t.occurrence,
           t.due_at, t.deadline AS task_deadline, t.executed_at, s.name AS solution
    FROM dispatch_message m
    JOIN planning_task t ON t.id = m.task_id AND t.agency_id = m.agency_id
    JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
    WHERE m.agency_id = %s ORDER BY m.id
"""
TASKS = "SELECT xmin::text AS written_by, * FROM planning_task WHERE agency_id = %s ORDER BY id"
STATUSES = "SELECT id, status FROM bookings_booking WHERE agency_id = %s"
NEEDS_NO_REASON = {"planned", "done", "queued", "sending", "sent", "delivered"}


def rows(statement: str, agency_id: int) -> list[Row]:
    """All rows of a query about an agency, as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [agency_id])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class Memory:
    """What was seen after the step before."""

    messages: set[int] = field(default_factory=set)
    done: Mapping[int, Row] = field(default_factory=dict)
    statuses: Mapping[int, str] = field(default_factory=dict)


def check_promises(agency_id: int, memory: Memory, *, now: datetime) -> Memory:
    """Check all that must hold after a step at `now`; returns what to remember for the next."""
    messages, tasks = rows(MESSAGES, agency_id), rows(TASKS, agency_id)
    statuses = {row["id"]: row["status"] for row in rows(STATUSES, agency_id)}
    done = {task["id"]: task for task in tasks if task["state"] == "done"}
    check_once(messages)
    check_times(messages, now)
    check_done(done, memory)
    check_reasons([*messages, *tasks])
    check_cancelled(messages, memory, statuses)
    check_plan(agency_id, tasks, now)
    return Memory({message["id"] for message in messages}, done, statuses)


def check_once(messages: list[Row]) -> None:
    """S18, S19: nobody gets the same twice; every task was executed once, in one transaction."""
    same = [
        (m["solution_id"], m["booking_id"], m["role"], m["occurrence"], m["to_address"]) for m in messages
    ]
    assert len(set(same)) == len(same), f"S18: {same}"
    said = [
        (m["booking_id"], m["to_address"], m["purpose"], m["occurrence"]) for m in messages if m["purpose"]
    ]
    assert len(set(said)) == len(said), f"S19: {said}"
    assert all((m["task_state"], m["executed_at"]) == ("done", m["queued_at"]) for m in messages), messages


def check_times(messages: list[Row], now: datetime) -> None:
    """S7, S10: nothing before its time, nothing at or after its deadline."""
    for m in messages:
        assert m["due_at"] <= m["queued_at"] <= now, f"before its time: {m}"
        assert m["task_deadline"] is None or m["queued_at"] < m["task_deadline"], f"after V: {m}"
        assert m["deadline"] == m["task_deadline"], m
        if m["sent_at"]:
            assert m["queued_at"] <= m["sent_at"] <= now, m
            assert m["deadline"] is None or m["sent_at"] < m["deadline"], f"sent after V: {m}"


def check_done(done: Mapping[int, Row], memory: Memory) -> None:
    """S12, S14, S15: what is done stays as it is."""
    changed = {task_id for task_id, row in memory.done.items() if done.get(task_id) != row}
    assert not changed, f"done tasks were written again: {changed}"


def check_reasons(things: list[Row]) -> None:
    """Every state that is not on the good way has a reason."""
    silent = [one for one in things if one["state"] not in NEEDS_NO_REASON and not one["reason"]]
    assert not silent, silent


def check_cancelled(messages: list[Row], memory: Memory, statuses: Mapping[int, str]) -> None:
    """S13: a booking that was cancelled before the step, and still is, got no news for confirmed ones."""
    gone = {
        booking_id
        for booking_id, status in statuses.items()
        if status == memory.statuses.get(booking_id) and status in ("cancelled", "rejected", "pending")
    }
    new = [m for m in messages if m["id"] not in memory.messages and m["solution"] in CONFIRMED_ONLY]
    assert not [m for m in new if m["booking_id"] in gone], new


def differences(pair: tuple[Row | None, Row | None]) -> str:
    """What differs between two versions of a row, for people."""
    old, new = pair[0] or {}, pair[1] or {}
    changed = {name: (old.get(name), new.get(name)) for name in new if old.get(name) != new.get(name)}
    return f"task {new.get('id')} of solution {new.get('solution_id')}: {changed}"


def check_plan(agency_id: int, before: list[Row], now: datetime) -> None:
    """S11: the plan is never stale, so planning again writes nothing."""
    outcome = plan_tasks(agency_id, now=now)
    after = rows(TASKS, agency_id)
    stale = [(old, new) for old, new in zip_longest(before, after) if old != new]
    assert (outcome, stale) == (PlanOutcome(), []), "\n".join(map(differences, stale))
