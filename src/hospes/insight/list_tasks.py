"""List tasks for the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from hospes.dispatch.models import Message
from hospes.insight.masked_messages import mask_messages
from hospes.insight.pages import Choice, Page, Place, count_states, find_ids
from hospes.kit.statements import load
from hospes.planning.models import Notification, Task, TaskState

NEXT = load(__name__, "find_next_tasks")
LATEST = load(__name__, "find_latest_tasks")
COUNT = load(__name__, "count_tasks")
SCHEDULED = (TaskState.PLANNED, TaskState.EXECUTING)
SKIPPED = (TaskState.SKIPPED, TaskState.WITHDRAWN, TaskState.EXPIRED)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its solution, booking, property and guest loaded; its messages, or who will get one."""

    task: Task
    messages: Sequence[Message] = field(default_factory=list)
    notifications: Sequence[Notification] = field(default_factory=list)

    @property
    def channels(self) -> list[str]:
        """The channels of its messages, else those that are tried first."""
        if self.messages:
            return sorted({message.channel for message in self.messages})
        chains = [line.chain or [{"channel": "email"}] for line in self.notifications]
        return sorted({str(chain[0]["channel"]) for chain in chains})

    @property
    def roles(self) -> list[str]:
        """Who gets it: the roles in the order of the notifications."""
        return list(dict.fromkeys(line.role for line in self.notifications))


def list_tasks(
    agency_id: int, choice: Choice, *, after: Place | None = None, most: int = 50, is_next_first: bool = False
) -> Page[TaskRow]:
    """One page of an agency's tasks.

    Args:
        agency_id: whose.
        choice: which of them.
        after: where the page before ended; None begins.
        most: rows of a page.
        is_next_first: in order of the instants; otherwise the latest first.
    """
    ids = find_ids(NEXT if is_next_first else LATEST, agency_id, choice, after=after, most=most)
    rows = load_rows(agency_id, ids[:most])
    last = rows[-1].task if len(ids) > most and rows else None
    return Page(rows, Place(last.due_at, last.id) if last else None)


def load_rows(agency_id: int, ids: Sequence[int]) -> list[TaskRow]:
    """The tasks with everything a row shows, in this order."""
    related = ("solution", "booking", "booking__property", "booking__guest")
    tasks = {
        task.id: task
        for task in Task.objects.filter(agency_id=agency_id, id__in=ids).select_related(*related)
    }
    messages = load_messages(agency_id, ids)
    lines = load_lines(agency_id, {task.solution_id for task in tasks.values()})
    found = [tasks[task_id] for task_id in ids if task_id in tasks]
    return [TaskRow(task, messages[task.id], lines[task.solution_id]) for task in found]


def load_messages(agency_id: int, task_ids: Sequence[int]) -> dict[int, list[Message]]:
    """The messages of tasks, without their words."""
    found: dict[int, list[Message]] = defaultdict(list)
    chosen = Message.objects.filter(agency_id=agency_id, task_id__in=task_ids).order_by("id")
    for message in chosen.defer("html", "text"):
        found[message.task_id or 0].append(message)
    mask_messages(one for messages in found.values() for one in messages)
    return found


def load_lines(agency_id: int, solution_ids: set[int]) -> dict[int, list[Notification]]:
    """The notifications of solutions, in order."""
    found: dict[int, list[Notification]] = defaultdict(list)
    chosen = Notification.objects.filter(agency_id=agency_id, solution_id__in=solution_ids)
    for line in chosen.order_by("position"):
        found[line.solution_id].append(line)
    return found


def count_tasks(agency_id: int) -> dict[str, int]:
    """How many tasks an agency has in each state; 10,001 means more than 10,000."""
    return count_states(COUNT, agency_id, TaskState.values)
