"""The whole simulated run: bookings change, tasks fall due, messages go (S11, S13, S18–S23)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.reference.conditions import specificity
from tests.reference.moments import to_instant
from tests.reference.plan import Task, plan_pair
from tests.reference.recipients import Recipient, language_of, recipients, waits_until
from tests.reference.solutions import Solution, SolutionFile
from tests.reference.words import fill_in
from tests.reference.world import Agency, Booking, Situation, World, situations


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
    """What the run knows of one booking: its tasks by solution, when they go, and what went."""

    file: SolutionFile
    seen: Situation
    tasks: dict[str, dict[int, Task]] = field(default_factory=dict)
    goes_at: dict[Task, datetime | None] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    used: set[tuple[str, int, str]] = field(default_factory=set)
    """Purpose, occurrence, address: S19."""

    def plan(self) -> None:
        for solution in self.file.solutions:
            self.tasks[solution.name] = plan_pair(solution, self.seen, self.tasks.get(solution.name, {}))

    def pending(self) -> Iterator[tuple[datetime | None, int, Solution, Task]]:
        """Planned tasks with the instant at which they go."""
        for solution in self.file.solutions:
            for task in self.tasks[solution.name].values():
                if task.state == "planned":
                    if task not in self.goes_at:
                        self.goes_at[task] = waits_until(solution, self.seen, task.due_at, task.deadline)
                    yield self.goes_at[task], task.occurrence, solution, task


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
        pending = list(run.pending())
        for _, _, solution, task in (p for p in pending if p[0] is None):
            _put(run, solution, task.ended("skipped", "quiet"))
        due = [
            (at, n, solution, task) for at, n, solution, task in pending if at and (end is None or at < end)
        ]
        if not due:
            return
        at, _, solution, task = min(due, key=lambda p: (p[0], p[3].planned_at, p[2].order, p[1]))
        execute(run, solution, task, at)


def execute(run: BookingRun, solution: Solution, task: Task, at: datetime) -> None:
    """One task becomes its messages; the task is done, or skipped with the reason why nobody is left."""
    if solution.mode == "prepare":
        return _put(run, solution, task.ended("held", "prepared"))
    who, reason = _left(run, solution, task)
    for recipient in who:
        run.messages.append(_message(run, task, recipient, at))
        if solution.purpose:
            run.used.add((solution.purpose, task.occurrence, recipient.to))
    return _put(run, solution, task.ended("done", "") if who else task.ended("skipped", reason))


def _put(run: BookingRun, solution: Solution, task: Task) -> None:
    run.tasks[solution.name][task.occurrence] = task


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
    return [r for r in who if not _is_duplicate(run, solution, task, r)], "duplicate"


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
        for _, _, other, coming in run.pending()
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
