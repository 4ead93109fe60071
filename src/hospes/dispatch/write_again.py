"""Write messages of tasks once more, over another channel or to another address (S26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from hospes.content.secrets import secrets_at
from hospes.content.words import Unwordable
from hospes.dispatch.bundles import bundled
from hospes.dispatch.drafts import Draft, Unsayable, draft
from hospes.dispatch.load_facts import Shelf, load_facts
from hospes.dispatch.purposes import SERVED, Row, Served
from hospes.dispatch.recipients import Facts, Recipient
from hospes.dispatch.rewards import with_reward
from hospes.dispatch.rows import rows_of
from hospes.kit.errors import HospesError
from hospes.kit.statements import load

BUNDLED = load(__name__, "find_bundled")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Again:
    """What messages that are written once more have in common.

    Attributes:
        facts: task → its facts, of those that are spoken for too.
        spoken_for: task → the tasks that its messages speak for (S9).
        said: what was said about their bookings, and to whom, as `sql/find_served.sql` finds it.
        shelf: lines, ways and words.
        now: the instant of writing.
    """

    facts: Mapping[int, Facts]
    spoken_for: Mapping[int, Sequence[int]]
    said: Sequence[Row]
    shelf: Shelf
    now: datetime

    @property
    def bundles(self) -> dict[int, int]:
        """Task that is spoken for → the one that speaks, as `attach_files` wants it."""
        return {task: leader for leader, tasks in self.spoken_for.items() for task in tasks}

    def is_said(self, task_id: int, address: str) -> bool:
        """Whether this address has been told the same by another task, or by hand (S19)."""
        served, task = Served(), self.facts[task_id]["task"]
        for row in self.said:
            if row["task_id"] != task_id:
                served.add(row, row["to_address"])
        return bool(task["purpose"] and served.verdict(task, address.casefold()))

    def draft(self, task_id: int, found: Recipient) -> Draft:
        """The draft of a task for a recipient, with the words of the tasks that it speaks for.

        What of these cannot be said is left out.

        Raises:
            Unsayable: the task's own words cannot be said now.
            Unwordable: they cannot be filled in.
        """
        first = self._own(task_id, found)
        for other in self.spoken_for.get(task_id, ()) if first.state == "queued" else ():
            (first,) = self._joined(first, other, found)
        return first

    def _own(self, task_id: int, found: Recipient) -> Draft:
        facts = self.facts[task_id]
        words = self.shelf.words[facts["task"]["agency_id"]]
        return draft(found, with_reward(facts, now=self.now), words, now=self.now)

    def _joined(self, first: Draft, other: int, found: Recipient) -> list[Draft]:
        """The draft with what another task says to the same role."""
        facts, made = self.facts[other], [first]
        for line in self.shelf.lines[facts["task"]["solution_id"]]:
            if (line.role, line.target) == (found.line.role, found.line.target):
                try:
                    said = self._own(other, replace(found, line=line))
                except (Unsayable, Unwordable, HospesError) as error:
                    log.warning("left_out_of_bundle", task=other, error=type(error).__name__)
                    continue
                bundled(made, [said], secrets_at(facts))
        return made


def load_again(agency_ids: Collection[int], task_ids: Collection[int], *, now: datetime) -> Again:
    """Everything that it takes to write messages of tasks once more."""
    spoken_for: dict[int, list[int]] = defaultdict(list)
    for row in rows_of(BUNDLED, {"task_ids": sorted(task_ids)}):
        spoken_for[row["leader"]].append(row["task_id"])
    others = [task for tasks in spoken_for.values() for task in tasks]
    facts = load_facts([*sorted(task_ids), *others])
    bookings = sorted({one["task"]["booking_id"] for one in facts.values()})
    said = rows_of(SERVED, {"agency_ids": sorted(agency_ids), "booking_ids": bookings})
    shelf = Shelf()
    shelf.lines_of({one["task"]["solution_id"] for one in facts.values()})
    shelf.ways_of({*agency_ids})
    shelf.words_of({*agency_ids})
    return Again(facts, spoken_for, said, shelf, now)
