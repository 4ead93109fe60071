"""One person, one purpose: who is left of a task's recipients after S13 and S19."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hospes.dispatch.recipients import Facts, Line, Recipient, Ways, recipients_of
from hospes.dispatch.rows import rows_of
from hospes.kit.statements import load
from hospes.planning.claim_tasks import Claimed
from hospes.planning.models import Solution
from hospes.planning.stays import stay_of

SERVED = load(__name__, "find_served")
RIVALS = load(__name__, "find_rivals")
STAY_ANCHORS = ("arrival", "departure")
RIVAL_COLUMNS = ("id", "agency_id", "purpose", "specificity", "position", "is_system")

Rank = tuple[bool, int, int, int]
Row = Mapping[str, Any]
Rivals = Mapping[int, Sequence[Row]]
"""Solution → the others of its agency that go before it and serve the same purpose."""


@dataclass
class Served:
    """What was said to whom about the bookings of a batch; grows while the batch is executed.

    Attributes:
        informed: booking and address of everybody who got anything.
        purposes: booking, purpose, occurrence and address of what was said.
        of_stays: the same for the anchors of a stay, with the stay instead of the booking (S35).
        own: booking, purpose and address of what the agency's own solutions said, or a person by hand.
        stay_of: booking → stay.
        rivals: task → better solutions that are still going to speak.
    """

    informed: set[tuple[int, str]] = field(default_factory=set)
    purposes: set[tuple[int, str, int, str]] = field(default_factory=set)
    of_stays: set[tuple[int, str, int, str]] = field(default_factory=set)
    own: set[tuple[int, str, str]] = field(default_factory=set)
    stay_of: Mapping[int, int] = field(default_factory=dict)
    rivals: Mapping[int, list[Row]] = field(default_factory=dict)

    def add(self, row: Row, address: str) -> None:
        """Somebody gets a message: `row` has its booking, purpose, occurrence, is_system and is_of_stay."""
        folded, booking, purpose = address.casefold(), row["booking_id"], row["purpose"]
        self.informed.add((booking, folded))
        self.purposes.add((booking, purpose, row["occurrence"], folded))
        if row["is_of_stay"]:
            self.of_stays.add((self.stay_of.get(booking, booking), purpose, row["occurrence"], folded))
        if not row["is_system"]:
            self.own.add((booking, purpose, folded))

    def verdict(self, task: Row, address: str) -> str:
        """Why nobody at this address gets the task's message; empty when it may go."""
        booking, purpose, occurrence = task["booking_id"], task["purpose"], task["occurrence"]
        if task["is_system"] and (booking, plain_purpose(purpose), address) in self.own:
            return "replaced"
        if (booking, purpose, occurrence, address) in self.purposes:
            return "duplicate"
        stay = (self.stay_of.get(booking, booking), purpose, occurrence, address)
        return "duplicate" if is_of_stay(task) and task["stitches"] and stay in self.of_stays else ""


def is_of_stay(task: Row) -> bool:
    """Whether a task is about the stay, which several bookings may make together (S35)."""
    return task["anchor"] in STAY_ANCHORS


def plain_purpose(purpose: str) -> str:
    """What a built-in notification is for, without its lead time: "reminder" of "reminder@1440"."""
    return purpose.partition("@")[0]


def load_served(claimed: Sequence[Claimed], facts: Mapping[int, Facts], rivals: Rivals) -> Served:
    """What the batch must know of the past, and which other solutions with the same purpose wait.

    Most solutions have their purpose alone: then tasks are not searched at all, and neither are stays of
    bookings that touch no other.
    """
    agencies = sorted({task.agency_id for task in claimed})
    bookings = {task.booking_id for task in claimed}
    touching = sorted({f["task"]["booking_id"] for f in facts.values() if f["task"]["touches"]})
    stays = stay_of(agencies, touching) if touching else {}
    served = Served(stay_of=stays)
    where = {"agency_ids": agencies, "booking_ids": sorted(bookings | stays.keys())}
    for row in rows_of(SERVED, where):
        served.add(row, row["to_address"])
    theirs = sorted({row["id"] for task in claimed for row in rivals.get(task.solution_id, ())})
    if theirs:
        wanted = {**where, "booking_ids": sorted(bookings), "solution_ids": theirs}
        served.rivals = _by_task(claimed, rivals, rows_of(RIVALS, wanted))
    return served


def load_rivals(agency_ids: Collection[int]) -> dict[int, list[Row]]:
    """Solution → the others of its agency that go before it and serve the same purpose.

    One in the sandbox speaks to a tester only, so nobody waits for it (S34).
    """
    same: dict[tuple[int, str], list[Row]] = defaultdict(list)
    speaking = Solution.objects.filter(agency_id__in=agency_ids, deleted_at=None, is_sandbox=False)
    rows = speaking.exclude(purpose="")
    for row in rows.values(*RIVAL_COLUMNS):
        same[row["agency_id"], plain_purpose(row["purpose"])].append(dict(row))
    found: dict[int, list[Row]] = {
        row["id"]: [
            {**other, "replaces": _replaces(other, row)} for other in rows if _goes_before(other, row)
        ]
        for rows in same.values()
        for row in rows
        if len(rows) > 1
    }
    return {id: rows for id, rows in found.items() if rows}


def _goes_before(other: Row, row: Row) -> bool:
    is_rival = other["purpose"] == row["purpose"] or _replaces(other, row)
    return is_rival and _rank(other) < _rank(row)


def _replaces(own: Row, system: Row) -> bool:
    """Whether an own solution stands for a built-in notification, whatever the occurrence."""
    is_built_in = system["is_system"] and not own["is_system"]
    return is_built_in and bool(own["purpose"] == plain_purpose(system["purpose"]))


def _rank(row: Row) -> Rank:
    """Lower speaks first: the agency's own, then the more specific, then the older."""
    return row["is_system"], -row["specificity"], row["position"], row["id"]


def _by_task(claimed: Sequence[Claimed], rivals: Rivals, found: Sequence[Row]) -> dict[int, list[Row]]:
    """Task → the rival solutions that still have a task for the same booking and occurrence."""
    waiting = {(row["booking_id"], row["solution_id"], row["occurrence"]) for row in found}
    anyhow = {(row["booking_id"], row["solution_id"]) for row in found}
    return {
        task.task_id: [
            other
            for other in rivals.get(task.solution_id, [])
            if (task.booking_id, other["id"], task.occurrence) in waiting
            or (other["replaces"] and (task.booking_id, other["id"]) in anyhow)
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
    second message of one purpose; while a better solution's task is still to come, that one speaks, and an
    own solution speaks instead of a built-in notification.
    """
    if not recipients:
        return [], "no_recipient"
    task = facts["task"]
    left = list(recipients)
    if task["event_kind"] == "cancelled":
        left = [r for r in left if _is_informed(r, task["booking_id"], served)]
        if not left:
            return [], "nobody_informed"
    if not task["purpose"]:
        return left, ""
    better = _better_served(facts, served, lines=lines, ways=ways)
    verdicts = [(r, _verdict(task, r.address.casefold(), served=served, better=better)) for r in left]
    reasons = {verdict for _, verdict in verdicts}
    return [r for r, verdict in verdicts if not verdict], "replaced" if "replaced" in reasons else "duplicate"


def _is_informed(one: Recipient, booking_id: int, served: Served) -> bool:
    """Whether somebody had got a message of the booking, at this address or at another one of theirs."""
    addresses = {one.address, one.somebody.email, one.somebody.phone} - {""}
    return any((booking_id, address.casefold()) in served.informed for address in addresses)


def _better_served(
    facts: Facts, served: Served, *, lines: Mapping[int, list[Line]], ways: Ways
) -> dict[str, str]:
    """The addresses that a better solution is still going to reach, and what that is called."""
    task = facts["task"]
    return {
        r.address.casefold(): "replaced" if other["replaces"] else "duplicate"
        for other in served.rivals.get(task["id"], [])
        for r in recipients_of(facts, lines.get(other["id"], []), ways)
    }


def _verdict(task: Row, address: str, *, served: Served, better: Mapping[str, str]) -> str:
    return (served.verdict(task, address) or better.get(address, "")) if address else ""
