"""The whole simulated run: bookings change, tasks fall due, messages go (S11, S13, S18–S23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from tests.reference.conditions import specificity
from tests.reference.moments import to_instant
from tests.reference.plan import Task, plan_pair
from tests.reference.recipients import Recipient, language_of, recipients, willing
from tests.reference.solutions import Solution, SolutionFile
from tests.reference.timing import (
    ADVERTS_A_STAY,
    SPACE,
    Pair,
    is_same_day,
    latest,
    next_day,
    put_before_quiet_hours,
    quiet_verdict,
)
from tests.reference.words import fill_in
from tests.reference.world import Agency, Booking, Situation, World, situations

RULE = "\n\n––––––––––\n\n"
"""Between the texts of a bundle."""


@dataclass(frozen=True, slots=True)
class Message:
    at: datetime
    solution: str
    booking: str
    occurrence: int
    to_role: str
    to: str
    channel: str
    language: str
    late: bool
    planned_at: datetime
    subject: str = ""
    text: str = ""

    def as_line(self) -> dict[str, object]:
        """The shape of `simulate --outbox`."""
        return {
            "at": self.at.isoformat(),
            "solution": self.solution,
            "booking": self.booking,
            "to_role": self.to_role,
            "to": self.to,
            "channel": self.channel,
            "language": self.language,
            "subject": self.subject,
            "text": self.text,
            "late": self.late,
        }


def simulate(world: World, file: SolutionFile, first: date, last: date) -> list[Message]:
    """All messages that go from the first to the last day (agency's dates, both included), in order."""
    zone = world.agency.zone
    begin = to_instant(datetime.combine(first, time()), zone)
    end = to_instant(datetime.combine(last, time()) + timedelta(days=1), zone)
    messages = [
        message
        for booking in world.bookings
        for message in simulate_booking(world.agency, booking, file).messages
        if begin <= message.at < end
    ]
    return sorted(messages, key=lambda m: (m.at, m.booking, m.solution))


@dataclass
class BookingRun:
    """What the run knows of one booking: its tasks by solution, and what went."""

    file: SolutionFile
    seen: Situation
    tasks: dict[str, dict[int, Task]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    used: set[tuple[str, int, str]] = field(default_factory=set)
    """Purpose, occurrence, address: S19."""
    told_at: datetime | None = None
    """When the guest last heard something: S21."""
    spaced: dict[tuple[str, int], datetime] = field(default_factory=dict)
    """Solution and occurrence of who keeps a distance, until when: S21."""
    adverts: list[datetime] = field(default_factory=list)

    def plan(self) -> None:
        for solution in self.file.solutions:
            before = self.tasks.get(solution.name, {})
            after = plan_pair(solution, self.seen, before)
            fresh = {n: t for n, t in after.items() if t.state == "planned" and t != before.get(n)}
            early = {
                n: replace(t, due_at=put_before_quiet_hours(Pair(solution, t), self.seen))
                for n, t in fresh.items()
            }
            self.tasks[solution.name] = {**after, **early}

    def pending(self) -> list[Pair]:
        """Planned tasks in the order of the journey."""
        found = [
            Pair(solution, task)
            for solution in self.file.solutions
            for task in self.tasks[solution.name].values()
            if task.state == "planned"
        ]
        return sorted(found, key=lambda pair: pair.journey(self.seen))

    def put(self, pair: Pair, task: Task) -> None:
        self.tasks[pair.solution.name][task.occurrence] = task


def simulate_booking(agency: Agency, booking: Booking, file: SolutionFile) -> BookingRun:
    """One booking from first sight to the end of time. A change comes before what is due at its instant."""
    run: BookingRun | None = None
    for seen in situations(agency, booking):
        if run is None:
            run = BookingRun(file, seen)
        execute_until(run, seen.now)
        run.seen = seen
        run.plan()
    assert run
    execute_until(run, None)
    return run


def execute_until(run: BookingRun, end: datetime | None) -> None:
    """Executes what goes before `end`, in order; all that is left when `end` is None."""
    while run.tasks:
        at = min((pair.task.due_at for pair in run.pending()), default=None)
        if at is None or (end is not None and at >= end):
            return
        look(run, at)


def look(run: BookingRun, at: datetime) -> None:
    """Everything that is due at an instant ends, goes, or gets a later instant."""
    due = [pair for pair in run.pending() if pair.task.due_at <= at]
    due = [pair for pair in due if may_go(run, pair, at)]
    bundles: dict[object, list[Pair]] = {}
    for pair in due:
        bundles.setdefault(pair.bundle, []).append(pair)
    going = [bundle for bundle in bundles.values() if is_below_caps(run, bundle, at)]
    going = [bundle for bundle, slot in _slots(run, going, at) if keeps_distance(run, bundle, slot, at)]
    for bundle in going:
        execute(run, bundle, at)
    if any(run.tasks[pair.solution.name][pair.task.occurrence].state != "done" for b in going for pair in b):
        move_up(run, at)


def move_up(run: BookingRun, at: datetime) -> None:
    """S21: nobody keeps a distance to what has not been said; who waited for it is looked at again."""
    for pair in run.pending():
        if run.spaced.get((pair.solution.name, pair.task.occurrence)) == pair.task.due_at > at:
            run.put(pair, replace(pair.task, due_at=at))


def may_go(run: BookingRun, pair: Pair, at: datetime) -> bool:
    """Whether a due task goes now, as far as it alone is concerned; else it ends or waits."""
    task = pair.task
    if task.deadline and task.deadline <= at:
        run.put(pair, task.ended("expired", "deadline"))
    elif pair.solution.mode == "prepare":
        run.put(pair, task.ended("held", "prepared"))
    elif (then := quiet_verdict(pair, run.seen, at)) is None:
        run.put(pair, task.ended("skipped", "quiet"))
    elif then > at:
        run.put(pair, replace(task, due_at=then))
    else:
        return True
    return False


def is_below_caps(run: BookingRun, bundle: list[Pair], at: datetime) -> bool:
    """S21: marketing once a day and three times a stay; `adverts` counts what is going as well."""
    pair, seen = bundle[0], run.seen
    if pair.solution.kind != "marketing":
        return True
    is_full = len(run.adverts) >= ADVERTS_A_STAY and run.adverts[ADVERTS_A_STAY - 1] < at
    if not is_full and not is_same_day(pair, seen, run.adverts, at):
        run.adverts.append(at)
        return True
    for one in bundle:
        then = next_day(one, seen, at)
        is_over = is_full or (one.task.deadline is not None and then >= one.task.deadline)
        run.put(one, one.task.ended("skipped", "capped") if is_over else replace(one.task, due_at=then))
    return False


def _slots(run: BookingRun, going: list[list[Pair]], at: datetime) -> Iterator[tuple[list[Pair], datetime]]:
    """S21: each message to the guest two minutes after the one before; None waits for the others."""
    free = max(at, run.told_at + SPACE) if run.told_at else at
    for bundle in going:
        if bundle[0].solution.tells_guest and bundle[0].task.planned_at <= at:
            yield bundle, free
            free += SPACE
        else:
            yield bundle, at


def keeps_distance(run: BookingRun, bundle: list[Pair], slot: datetime, at: datetime) -> bool:
    """Whether it goes now: its turn has come, or waiting for it would be too long."""
    ends = [end for pair in bundle if (end := latest(pair, run.seen, at))]
    if slot <= at or (ends and slot >= min(ends)):
        return True
    for pair in bundle:
        run.put(pair, replace(pair.task, due_at=slot))
        run.spaced[pair.solution.name, pair.task.occurrence] = slot
    return False


def execute(run: BookingRun, bundle: list[Pair], at: datetime) -> None:
    """Tasks become messages, one for all; each is done, or skipped with why nobody is left."""
    said: dict[str, int] = {}
    for pair in bundle:
        solution, task = pair.solution, pair.task
        who, reason = _left(run, solution, task)
        for recipient in who:
            _say(run, _message(run, task, recipient, at), said)
            if solution.purpose:
                run.used.add((solution.purpose, task.occurrence, recipient.to))
        if who and solution.tells_guest:
            run.told_at = at
        run.put(pair, task.ended("skipped", reason) if reason else task.ended("done", ""))


def _say(run: BookingRun, message: Message, said: dict[str, int]) -> None:
    """S9: what follows in a bundle is added to the first message that goes to that address."""
    place = said.setdefault(message.to, len(run.messages))
    if place == len(run.messages):
        run.messages.append(message)
    else:
        whole = run.messages[place]
        run.messages[place] = replace(whole, text=whole.text.rstrip() + RULE + message.text)


def _left(run: BookingRun, solution: Solution, task: Task) -> tuple[list[Recipient], str]:
    """The recipients that remain after S13 and S19, and the reason if none does."""
    who = recipients(solution, run.seen)
    if not who:
        return [], "no_recipient"
    if solution.trigger.event == "cancelled":
        informed = {m.to for m in run.messages}
        who = [r for r in who if r.to in informed]
        if not who:
            return [], "nobody_informed"
    who = [r for r in who if not _is_duplicate(run, solution, task, r)]
    # Whom nobody may write to is a message that is suppressed, so the task is done (S25).
    return willing(who, solution, run.seen), "" if who else "duplicate"


def _is_duplicate(run: BookingRun, solution: Solution, task: Task, recipient: Recipient) -> bool:
    """S19: the purpose was served for this address, or a better solution is going to."""
    if not solution.purpose:
        return False
    if (solution.purpose, task.occurrence, recipient.to) in run.used:
        return True
    rank = _rank(solution)
    return any(
        other.purpose == solution.purpose
        and _rank(other) < rank
        and coming.occurrence == task.occurrence
        and any(r.to == recipient.to for r in recipients(other, run.seen))
        for other, coming in ((pair.solution, pair.task) for pair in run.pending())
    )


def _rank(solution: Solution) -> tuple[int, int]:
    return -specificity(solution.conditions), solution.order


def _message(run: BookingRun, task: Task, recipient: Recipient, at: datetime) -> Message:
    language = language_of(recipient, run.seen, run.file.languages.get(recipient.template, ()))
    words = run.file.words.get(recipient.template, {}).get(language, {})
    return Message(
        at=at,
        solution=task.solution,
        booking=run.seen.reference,
        occurrence=task.occurrence,
        to_role=recipient.role,
        to=recipient.to,
        channel=recipient.channel,
        language=language,
        late=task.late,
        planned_at=task.planned_at,
        subject=fill_in(words.get("subject", ""), run.seen, language),
        text=fill_in(words.get("text", ""), run.seen, language),
    )
