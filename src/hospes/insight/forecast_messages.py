"""Forecast messages: what is planned to go in the next days, with parts and credits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from hospes.agencies.models import Agency
from hospes.channels.models import PAID_PER_PART
from hospes.content.words import Unwordable, Words
from hospes.dispatch.drafts import Unsayable, draft
from hospes.dispatch.load_facts import Shelf, load_facts
from hospes.dispatch.recipients import Facts, Recipient, recipients_of
from hospes.dispatch.secrecy import may_know, obstacle, says_secrets
from hospes.dispatch.versions import version_of
from hospes.kit.clock import local_date
from hospes.kit.errors import HospesError
from hospes.planning.models import Solution, Task, TaskState

BATCH = 2_000
SAMPLES = 5
"""Messages of one template, language and channel that are worded to learn how long they are."""
"""Channels whose parts cost one credit each; the others cost none."""

Kind = tuple[str, str, str]
"""Template, language and channel: such messages are about equally long."""


@dataclass(frozen=True, slots=True)
class Forecasted:
    """What goes on one day of one solution over one channel."""

    day: date
    solution: str
    channel: str
    messages: int
    parts: int
    credits: int


@dataclass(slots=True)
class _Count:
    names: dict[int, str]
    shelf: Shelf = field(default_factory=Shelf)
    messages: Counter[tuple[date, str, Kind]] = field(default_factory=Counter)
    lengths: defaultdict[Kind, list[int]] = field(default_factory=lambda: defaultdict(list))


def forecast_messages(agency_id: int, *, now: datetime, days: int = 14) -> list[Forecasted]:
    """What the plan lets go within some days from now, the earliest first.

    How exact: recipients and channels are those of the bookings as they are; the number of parts is the mean
    of up to five messages of the same template, language and channel. Left out is what waits for a person
    (held, mode *prepare*), what goes to a tester, and what a code in its words would hold as the booking is
    now (not confirmed or not paid). Not foreseen are bookings still to come, quiet hours past midnight, a
    second message with the same purpose, and steps of a chain after a failure.

    Args:
        agency_id: whose.
        now: the instant of asking; what is due before goes today.
        days: how many, today included.
    """
    zone = Agency.objects.values_list("timezone", flat=True).get(pk=agency_id)
    count = _Count(dict(Solution.objects.filter(agency_id=agency_id).values_list("id", "name")))
    first = local_date(now, zone)
    for due_at, facts in _coming(agency_id, now + timedelta(days=days + 1)):
        day = max(first, local_date(due_at, zone))
        if day < first + timedelta(days=days):
            _add(count, facts, day=day, at=max(now, due_at))
    return sorted(_rows(count), key=lambda row: (row.day, row.solution, row.channel))


def _coming(agency_id: int, until: datetime) -> Iterator[tuple[datetime, Facts]]:
    tasks = Task.objects.filter(agency_id=agency_id, state=TaskState.PLANNED, due_at__lt=until)
    tasks = tasks.filter(solution__mode="automatic")
    rows = list(tasks.order_by("due_at", "id").values_list("id", "due_at"))
    for start in range(0, len(rows), BATCH):
        chunk = dict(rows[start : start + BATCH])
        for task_id, facts in load_facts(list(chunk)).items():
            if not facts["task"]["is_sandbox"]:
                yield chunk[task_id], facts


def _add(count: _Count, facts: Facts, *, day: date, at: datetime) -> None:
    task = facts["task"]
    lines = count.shelf.lines_of({task["solution_id"]}).get(task["solution_id"], [])
    ways = count.shelf.ways_of({task["agency_id"]})[task["agency_id"]]
    for recipient in recipients_of(facts, lines, ways):
        kind = None if recipient.reason else _kind(count, recipient, facts, at=at)
        if kind is not None:
            count.messages[day, count.names[task["solution_id"]], kind] += 1
            if len(count.lengths[kind]) < SAMPLES:
                count.lengths[kind].append(_parts(count, recipient, facts, at=at))


def _kind(count: _Count, recipient: Recipient, facts: Facts, *, at: datetime) -> Kind | None:
    words = count.shelf.words_of({facts["task"]["agency_id"]})[facts["task"]["agency_id"]]
    version = version_of(recipient, facts, words)
    if version is None or _is_held_back(version, recipient, facts, at=at):
        return None
    return recipient.line.template, version.language, recipient.channel


def _is_held_back(version: Words, recipient: Recipient, facts: Facts, *, at: datetime) -> bool:
    """Whether a code in its words would hold it, as the booking is now; one that is early goes later."""
    if not says_secrets(version, recipient.channel):
        return False
    return not may_know(recipient.somebody, facts) or obstacle(facts, now=at)[0] not in ("", "time")


def _parts(count: _Count, recipient: Recipient, facts: Facts, *, at: datetime) -> int:
    """How many parts one message has; one when it cannot be worded yet."""
    words = count.shelf.words_of({facts["task"]["agency_id"]})[facts["task"]["agency_id"]]
    try:
        return draft(recipient, facts, words, now=at).parts
    except (Unsayable, Unwordable, HospesError):
        return 1


def _rows(count: _Count) -> Iterator[Forecasted]:
    messages: Counter[tuple[date, str, str]] = Counter()
    parts: defaultdict[tuple[date, str, str], float] = defaultdict(float)
    for (day, solution, kind), number in count.messages.items():
        messages[day, solution, kind[2]] += number
        parts[day, solution, kind[2]] += number * _mean(count.lengths[kind])
    for (day, solution, channel), number in messages.items():
        whole = ceil(parts[day, solution, channel] - 1e-9)
        yield Forecasted(
            day, solution, channel, number, whole, credits=whole if channel in PAID_PER_PART else 0
        )


def _mean(lengths: Sequence[int]) -> float:
    return sum(lengths) / len(lengths)
