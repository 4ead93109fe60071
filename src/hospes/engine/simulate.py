"""Simulate: the real engine on a virtual clock, on a copy of an agency."""

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from hospes.agencies.models import Agency
from hospes.bookings.facts import BookingFacts, Origin
from hospes.bookings.receive_bookings import receive_bookings
from hospes.content.secrets import masked
from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.load_facts import Shelf
from hospes.engine.history import History
from hospes.engine.take_in_bookings import touched
from hospes.engine.virtual_copy import FOLLOWING, refresh_statistics, virtual_copy
from hospes.kit.errors import Malformed
from hospes.kit.statements import load
from hospes.planning.plan_tasks import plan_tasks

BATCH = 2_000
GROWTH = 2
"""The statistics of the copy are made anew when it has grown by this factor."""
SWITCHED_ON_AT = datetime(1, 1, 2, tzinfo=UTC)
"""Solutions count as switched on from the beginning."""
COLUMNS = ("at", "solution", "booking", "to_role", "to", "channel", "language", "subject", "text", "late")

Sink = Callable[[Mapping[str, object]], None]
Progress = Callable[[datetime, int], None]


@dataclass(slots=True)
class Simulated:
    """What a simulation did: bookings received, messages counted (months are UTC's), instants visited."""

    bookings: int = 0
    messages: int = 0
    by_solution: Counter[str] = field(default_factory=Counter)
    by_month: Counter[str] = field(default_factory=Counter)
    by_both: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    instants: int = 0

    def count(self, solution: str, month: str) -> None:
        """One more message."""
        self.messages += 1
        self.by_solution[solution] += 1
        self.by_month[month] += 1
        self.by_both[solution][month] += 1


@dataclass(slots=True)
class Run:
    """A simulation under way: the window that is listed, and how far it has come.

    `due_at` is the instant of the next due task, or an earlier one; `is_stirred` says to look again.
    """

    agency: Agency
    begins_at: datetime
    ends_at: datetime
    sink: Sink
    done: Simulated = field(default_factory=Simulated)
    shelf: Shelf = field(default_factory=lambda: Shelf(makes_files=False))
    last_message: int = 0
    analysed: int = 0
    due_at: datetime | None = None
    is_stirred: bool = False


def simulate(
    agency_id: int, *, since: date, until: date, sink: Sink, progress: Progress | None = None
) -> Simulated:
    """Play an agency's bookings from the first one on and hand every message of a window to `sink`.

    Each booking is received when it was booked, as confirmed (pending if it was), and takes its later status
    when it took it; the engine plans, executes and sends into the built-in outbox at the virtual instants.
    Real data stay untouched. Solutions that are on count as switched on from the beginning.

    Args:
        agency_id: whose.
        since: first day that is listed, in the agency's zone.
        until: last day that is listed; the simulation ends with it.
        sink: gets each message, in the order sent, in the shape of interfaces.md.
        progress: told the virtual instant and the number of messages now and then.

    Raises:
        Malformed: the days are the wrong way round.
    """
    if until < since:
        raise Malformed(f"The simulation ends on {until}, before it begins on {since}: swap the days.")
    agency = Agency.objects.get(id=agency_id)
    zone = ZoneInfo(agency.timezone)
    begins_at, ends_at = (
        datetime.combine(day, time(), zone).astimezone(UTC) for day in (since, until + timedelta(days=1))
    )
    run = Run(agency, begins_at, ends_at, sink)
    with virtual_copy(agency_id), _few_collections():
        history = History(agency_id)
        while (now := _next_instant(history, run)) is not None and now < ends_at:
            _pass_instant(run, history, now)
            if progress and run.done.instants % 20 == 0:
                progress(now, run.done.messages)
    return run.done


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage in circles seldom: there is hardly any, and looking through everything takes long."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _next_instant(history: History, run: Run) -> datetime | None:
    """When something happens next; looks for the next due task only if tasks have changed since."""
    if run.is_stirred:
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(due_at) FROM planning_task WHERE state = 'planned'")
            run.due_at, run.is_stirred = cursor.fetchone()[0], False
    return min((at for at in (history.next_at(), run.due_at) if at), default=None)


def _pass_instant(run: Run, history: History, now: datetime) -> None:
    """Changes come first (S13), then what is due."""
    run.done.instants += 1
    happening = history.take(now)
    if happening:
        _take_in(run, happening, now)
    if run.due_at is None or run.due_at > now:
        return
    run.is_stirred = True
    messages, tasks = 0, BATCH
    while tasks == BATCH:
        executed = execute_tasks(now=now, limit=BATCH, agency_id=run.agency.id, shelf=run.shelf)
        messages, tasks = messages + executed.messages, executed.tasks
    if messages:
        _deliver(run, messages, now)


def _take_in(run: Run, happening: list[BookingFacts], now: datetime) -> None:
    """Receive what happens at one instant and plan it; what became due earlier moves the next instant."""
    with transaction.atomic():
        received = receive_bookings(run.agency.id, happening, now=now, origin=Origin.LIVE)
        plan = plan_tasks(
            run.agency.id, now=now, booking_ids=touched(received), switched_on_at=SWITCHED_ON_AT
        )
    run.done.bookings += sum(1 for one in received if one.outcome == "created")
    # What was due next may have moved or gone as well.
    run.is_stirred |= plan.withdrawn + plan.moved + plan.expired > 0
    run.due_at = min((at for at in (run.due_at, plan.next_due) if at), default=None)
    if run.done.bookings > GROWTH * run.analysed:
        refresh_statistics(FOLLOWING)
        run.analysed = run.done.bookings


def _deliver(run: Run, messages: int, now: datetime) -> None:
    """Let the outbox take what was queued, and hand it over."""
    while messages > 0:
        messages -= fill_outbox(now=now, limit=BATCH, agency_id=run.agency.id) or messages
    _hand_over(run)


def _hand_over(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "read_sent"), {"after": run.last_message})
        rows = cursor.fetchall()
    for id, at, *columns in rows:
        run.last_message = id
        if at >= run.begins_at:
            run.done.count(columns[0], f"{at:%Y-%m}")
            shown = [masked(value) if isinstance(value, str) else value for value in columns]
            run.sink(dict(zip(COLUMNS, (at.isoformat().replace("+00:00", "Z"), *shown), strict=True)))
