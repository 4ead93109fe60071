"""One person, one purpose: who is left of a task's recipients after S13 and S19."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hospes.dispatch.recipients import Facts, Line, Recipient, Ways, recipients_of
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load

SERVED = load(__name__, "find_served")
RIVALS = load(__name__, "find_rivals")

Rank = tuple[int, int, int]


@dataclass
class Served:
    """What was said to whom about the bookings of a batch; grows while the batch is executed."""

    informed: set[tuple[int, str]] = field(default_factory=set)
    purposes: set[tuple[int, str, int, str]] = field(default_factory=set)
    rivals: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, task: Mapping[str, Any], address: str) -> None:
        """Somebody gets a message of a task."""
        folded = address.casefold()
        self.informed.add((task["booking_id"], folded))
        self.purposes.add((task["booking_id"], task["purpose"], task["occurrence"], folded))


def load_served(task_ids: Sequence[int], booking_ids: Sequence[int]) -> Served:
    """What the batch must know of the past, and of other solutions with the same purpose."""
    served = Served()
    for row in rows_of(SERVED, {"booking_ids": list(booking_ids)}):
        served.add({**row}, row["to_address"])
    for row in rows_of(RIVALS, {"task_ids": list(task_ids)}):
        served.rivals[row["task_id"]].append(row)
    return served


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
    better = [row["solution_id"] for row in rivals if _rank(row["solution_id"], row) < mine]
    return {
        r.address.casefold() for other in better for r in recipients_of(facts, lines.get(other, []), ways)
    }


def _is_duplicate(task: Mapping[str, Any], address: str, *, served: Served, better: Iterable[str]) -> bool:
    if not address:
        return False
    return (task["booking_id"], task["purpose"], task["occurrence"], address) in served.purposes or (
        address in better
    )
