"""Claim tasks that are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from hospes.kit.statements import load
from hospes.planning.plan_tasks import PLANNER_LOCK, plan_tasks, zones_of_countries
from hospes.planning.take_over_tasks import take_over_ended

ROUNDS = 20
"""Batches looked at in one call while none of their tasks may go: an empty answer means nothing is due."""
MARKETING_LOCK = 7_469 << 40
"""Advisory locks of people that marketing goes to are hashes with this seed."""

Locked = tuple[int, int, int, bool]
"""Task, agency, booking, whether it is marketing."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task that is due and locked until the running transaction ends.

    `bundle_of` is the task that speaks for this one (S9): both become one message, which that task makes. It
    comes earlier in the same batch; None when a task speaks for itself.
    """

    task_id: int
    agency_id: int
    solution_id: int
    booking_id: int
    occurrence: int
    event_id: int | None
    due_at: datetime
    deadline: datetime | None
    is_late: bool
    solution_version: int
    bundle_of: int | None = None


def claim_tasks(*, now: datetime, limit: int, agency_id: int | None = None) -> list[Claimed]:
    """Lock planned tasks that are due, in the order of the journey; call it inside a transaction.

    Two callers never get the same task. Their bookings are locked too and planned once more, so that nothing
    goes whose conditions hold no longer (S11). None of these is returned: what is at or past its deadline
    expires (S10); what waited longer than news stays fresh expires as stale (S32); what waits for a person
    (mode *prepare*) is held; what falls into quiet hours waits for their end or is skipped (S22); what comes
    less than two minutes after another message of its booking waits, as does marketing until the next day
    when the guest has had some today, and is skipped when the stay has had three (S21). The details of a task
    that waits say for what: `waits` is quiet, spacing or cap. What a person let go waits for nothing.

    An agency whose rules are just being planned is left for the next call, and so is marketing to a guest
    whom another caller has marketing for.

    Args:
        now: the instant of execution.
        limit: how many tasks at most.
        agency_id: only this agency's; None for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            load(__name__, "lock_due_agencies"),
            {"now": now, "most": limit, "agency": agency_id, "key": PLANNER_LOCK},
        )
        agencies = [row[0] for row in cursor.fetchall()]
        for _ in range(ROUNDS if agencies else 0):
            cursor.execute(
                load(__name__, "lock_due_tasks"), {"now": now, "most": limit, "agencies": agencies}
            )
            locked = _free(cursor, cursor.fetchall())
            claimed = _judge(cursor, locked, now)
            if claimed or not locked:
                return claimed
        return []


def _judge(cursor: CursorWrapper, locked: Sequence[Locked], now: datetime) -> list[Claimed]:
    """Those of the locked tasks that may go now; the others got their end or a later time."""
    if not locked:
        return []
    _check_once_more(locked, now)
    ids = [task_id for task_id, *_ in locked]
    cursor.execute(load(__name__, "claim_tasks"), {"now": now, "ids": ids, "zones": zones_of_countries()})
    claimed = [Claimed(*row) for row in cursor.fetchall()]
    going = {task.task_id for task in claimed}
    take_over_ended({booking for id, _, booking, _ in locked if id not in going}, now=now)
    return claimed


def _free(cursor: CursorWrapper, locked: Sequence[Locked]) -> list[Locked]:
    """The tasks without marketing to people whom somebody else is writing to."""
    marketing = [task_id for task_id, *_, is_marketing in locked if is_marketing]
    if not marketing:
        return list(locked)
    cursor.execute(load(__name__, "lock_marketed_people"), {"ids": marketing, "key": MARKETING_LOCK})
    taken = {row[0] for row in cursor.fetchall()}
    return [task for task in locked if task[0] not in taken]


def _check_once_more(locked: Sequence[Locked], now: datetime) -> None:
    bookings: dict[int, set[int]] = defaultdict(set)
    for _, agency_id, booking_id, _ in locked:
        bookings[agency_id].add(booking_id)
    for agency_id, booking_ids in sorted(bookings.items()):
        plan_tasks(agency_id, booking_ids=sorted(booking_ids), now=now)
