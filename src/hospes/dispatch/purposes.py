"""One person, one purpose: who is left of a task's recipients after S13 and S19."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hospes.dispatch.recipients import Facts, Line, Recipient, Ways, recipients_of
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load
from hospes.planning.claim_tasks import Claimed
from hospes.planning.models import Solution

SERVED = load(__name__, "find_served")
RIVALS = load(__name__, "find_rivals")

Rank = tuple[int, int, int]


@dataclass
class Served:
    """What was said to whom about the bookings of a batch; grows while the batch is executed."""

    informed: set[tuple[int, str]] = field(default_factory=set)
    purposes: set[tuple[int, str, int, str]] = field(default_factory=set)
    rivals: Mapping[int, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, task: Mapping[str, Any], address: str) -> None:
        """Somebody gets a message of a task."""
        folded = address.casefold()
        self.informed.add((task["booking_id"], folded))
        self.purposes.add((task["booking_id"], task["purpose"], task["occurrence"], folded))


def load_served(claimed: Sequence[Claimed]) -> Served:
    """What the batch must know of the past, and of other solutions with the same purpose.

    Most solutions have their purpose alone: then tasks are not searched at all.
    """
    served = Served()
    where = {
        "agency_ids": sorted({task.agency_id for task in claimed}),
        "booking_ids": sorted({task.booking_id for task in claimed}),
    }
    for row in rows_of(SERVED, where):
        served.add(row, row["to_address"])
    rivals = _rival_solutions({task.solution_id for task in claimed}, where["agency_ids"])
    if rivals:
        theirs = sorted({row["id"] for rows in rivals.values() for row in rows})
        found = rows_of(RIVALS, {**where, "solution_ids": theirs})
        served.rivals = _by_task(claimed, rivals, found)
    return served


def _rival_solutions(solution_ids: set[int], agency_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Solution → the others of its agency with the same purpose."""
    same: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    rows = Solution.objects.filter(agency_id__in=agency_ids, deleted_at=None).exclude(purpose="")
    for row in rows.values("id", "agency_id", "purpose", "specificity", "position"):
        same[row["agency_id"], row["purpose"]].append(dict(row))
    return {
        row["id"]: [other for other in rows if other is not row]
        for rows in same.values()
        for row in rows
        if len(rows) > 1 and row["id"] in solution_ids
    }


def _by_task(
    claimed: Sequence[Claimed],
    rivals: Mapping[int, list[dict[str, Any]]],
    found: Sequence[Mapping[str, Any]],
) -> dict[int, list[dict[str, Any]]]:
    """Task → the rival solutions that still have a task for the same booking and occurrence."""
    waiting = {(row["booking_id"], row["solution_id"], row["occurrence"]) for row in found}
    return {
        task.task_id: [
            other
            for other in rivals.get(task.solution_id, [])
            if (task.booking_id, other["id"], task.occurrence) in waiting
        ]
        for task in claimed
    }


def remaining(
    facts: Facts,
    recipients: Sequence[Recipient],
    *,
    served: Served,
    lines: Mapping[int, list[Line]],
    ways: Ways,
) -> tuple[list[Recipient], str]:
    """Who is left, and the reason when nobody is.

    S13: news of a cancellation goes only to those who had got a message of this booking. S19: nobody gets a
    second message of one purpose; while a better solution's task is still to come, that one speaks.
    """
    if not recipients:
        return [], "no_recipient"
    task = facts["task"]
    left = list(recipients)
    if task["event_kind"] == "cancelled":
        left = [r for r in left if (task["booking_id"], r.address.casefold()) in served.informed]
        if not left:
            return [], "nobody_informed"
    if not task["purpose"]:
        return left, ""
    better = _better_served(facts, served, lines=lines, ways=ways)
    return [
        r for r in left if not _is_duplicate(task, r.address.casefold(), served=served, better=better)
    ], "duplicate"


def _rank(solution_id: int, row: Mapping[str, Any]) -> Rank:
    """Lower speaks first: the more specific, then the older."""
    return -row["specificity"], row["position"], solution_id


def _better_served(
    facts: Facts, served: Served, *, lines: Mapping[int, list[Line]], ways: Ways
) -> Iterable[str]:
    """The addresses that a better solution is still going to reach."""
    task = facts["task"]
    rivals = served.rivals.get(task["id"], [])
    mine = _rank(task["solution_id"], task) if rivals else (0, 0, 0)
    better = [row["id"] for row in rivals if _rank(row["id"], row) < mine]
    return {
        r.address.casefold() for other in better for r in recipients_of(facts, lines.get(other, []), ways)
    }


def _is_duplicate(task: Mapping[str, Any], address: str, *, served: Served, better: Iterable[str]) -> bool:
    if not address:
        return False
    return (task["booking_id"], task["purpose"], task["occurrence"], address) in served.purposes or (
        address in better
    )
