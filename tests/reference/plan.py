"""The planner: what one solution makes of one booking at one instant (S8–S10, S12–S17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.reference.conditions import matches
from tests.reference.hindrances import hindrance
from tests.reference.moments import (
    Anchor,
    arrival_anchor,
    clock_zone,
    departure_anchor,
    instant_anchor,
    planned_instant,
    stay_anchor,
    to_instant,
)
from tests.reference.solutions import Moment, Solution
from tests.reference.world import CLOSED_STATUSES, MERGE_MOVES, Event, Situation, settled_moves

GRACE = timedelta(minutes=2)
NEWS_STAYS_FRESH = timedelta(hours=48)
NEWS_OF_A_STAY = frozenset({"booked", "pending", "confirmed", "moved", "reinstated"})
FIRST_TIME_TO_PAY = timedelta(hours=2)

Key = tuple[str, int]
"""Solution and occurrence."""
Decision = tuple[str, str, datetime, bool]
"""State, reason, due, late."""


@dataclass(frozen=True)
class Task:
    solution: str
    occurrence: int
    planned_at: datetime
    due_at: datetime
    deadline: datetime | None
    state: str
    reason: str
    anchor_date: date
    late: bool = False

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_open(self) -> bool:
        return self.state in ("planned", "held")

    def ended(self, state: str, reason: str) -> Task:
        return replace(self, state=state, reason=reason)


Tasks = Mapping[int, Task]
"""The tasks of one pair (solution, booking) by occurrence."""


@dataclass(frozen=True)
class Wish:
    """An occurrence that ought to exist."""

    occurrence: int
    series: int
    """Occurrences of one repetition share it: 0, or the ordinal of the event."""
    planned_at: datetime
    deadline: datetime | None
    anchor: Anchor


@dataclass(frozen=True)
class Caller:
    """Who asks for a plan: a change of the booking, an edit of the solution, or its switching on."""

    now: datetime
    edited: bool = False


def plan_pair(
    solution: Solution, seen: Situation, tasks: Tasks, caller: Caller | None = None
) -> dict[int, Task]:
    """The tasks of the pair after planning at `seen.now`, or the caller's now."""
    caller = caller or Caller(seen.now)
    wishes = {w.occurrence: w for w in wished(solution, seen, tasks)}
    paying = is_paying(solution, seen)
    why_not = refusal(solution, seen, tasks) or "moved_back"
    after = {
        n: task.ended("withdrawn", why_not) if task.is_open and n not in wishes else task
        for n, task in tasks.items()
    }
    for n, wish in wishes.items():
        decision = decide(solution, seen, wish, (list(wishes.values()), caller))
        after[n] = _next_task(tasks.get(n), wish, _task(solution, wish, decision), (paying, caller.now))
    return dict(sorted(after.items()))


def refusal(solution: Solution, seen: Situation, tasks: Tasks) -> str | None:
    """Why the pair is not eligible, or None when it is."""
    if not solution.active:
        return "off"
    if not tasks and not in_scope(solution, seen):
        return "scope"
    if matches(solution.conditions, seen) and not _review_is_pointless(solution, seen):
        return hindrance(solution, seen)
    return "cancelled" if seen.facts.status in CLOSED_STATUSES else "conditions"


def is_paying(solution: Solution, seen: Situation) -> bool:
    """S29: nobody is asked for money while they are paying."""
    return solution.recipe == "pending_payment" and seen.facts.is_paying


def in_scope(solution: Solution, seen: Situation) -> bool:
    """S16."""
    if solution.applies_to == "existing":
        return True
    since = solution.switched_on_at
    if solution.applies_to == "since":
        since = _instant(solution.since, seen.agency.zone)
    return since is None or seen.first_seen_at >= since


def _instant(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None or moment.tzinfo:
        return moment
    return to_instant(moment, zone)


def _review_is_pointless(solution: Solution, seen: Situation) -> bool:
    """S30: no request to a no-show, none after a review."""
    if solution.recipe != "review_request":
        return False
    return seen.facts.status == "no_show" or any(e.kind == "review_received" for e in seen.events)


def wished(solution: Solution, seen: Situation, tasks: Tasks) -> list[Wish]:
    """Every occurrence that ought to exist, done ones included."""
    if refusal(solution, seen, tasks):
        return []
    clock, _ = clock_zone(solution.clock, seen)
    return [
        _wish(solution, seen, clock, (series, k, anchor, _round(solution, tasks, k, anchor, series)))
        for series, anchor in anchors(solution.trigger, seen, clock, solution.event_by)
        for k in range(1, solution.times + 1)
    ]


def anchors(
    trigger: Moment, seen: Situation, clock: ZoneInfo, side: str = ""
) -> Iterator[tuple[int, Anchor]]:
    """The anchor, numbered 0; or one for each event of the kind, numbered as they happened."""
    if trigger.event is None:
        anchor = stay_anchor(trigger.anchor, seen, clock)
        if anchor:
            yield 0, anchor
        return
    for ordinal, event in enumerate(_events(trigger.event, seen)):
        if event and _is_of(event, side):
            yield ordinal, instant_anchor(event.at, clock)


def _is_of(event: Event, side: str) -> bool:
    """Whether it was the doing of that side; whoever is unknown is one of us."""
    return not side or (event.by in ("guest", "client")) == (side == "guest")


def _events(kind: str, seen: Situation) -> list[Event | None]:
    if kind == "moved":
        return settled_moves(seen.events)
    return [event for event in seen.events if event.kind == kind]


def _round(solution: Solution, tasks: Tasks, k: int, anchor: Anchor, series: int) -> int:
    """S12: the round of occurrence k: one more than the last done one when that was for another day."""
    if solution.trigger.event:
        return series
    done = [n for n, task in tasks.items() if task.is_done and (n - k) % solution.times == 0]
    if not done:
        return 0
    last = max(done)
    moved = tasks[last].anchor_date != anchor.date
    return (last - k) // solution.times + (1 if moved and solution.may_go_again else 0)


def _wish(solution: Solution, seen: Situation, clock: ZoneInfo, place: tuple[int, int, Anchor, int]) -> Wish:
    series, k, anchor, turn = place
    planned_at = planned_instant(anchor, solution.trigger, clock, (k - 1) * solution.every_days)
    deadline = deadline_of(solution, seen, clock, (anchor, planned_at))
    return Wish(turn * solution.times + k, series, planned_at, deadline, anchor)


def deadline_of(
    solution: Solution, seen: Situation, clock: ZoneInfo, moment: tuple[Anchor, datetime]
) -> datetime | None:
    """V (S10): the solution's own, or that of its anchor. None: no deadline."""
    anchor, planned_at = moment
    if solution.deadline:
        own = [a for _, a in anchors(solution.deadline, seen, clock)]
        return planned_instant(own[-1], solution.deadline, clock) if own else None
    if solution.trigger.event:
        stale_at = planned_at + NEWS_STAYS_FRESH
        tells_of_stay = solution.category != "owners" and solution.trigger.event in NEWS_OF_A_STAY
        return min(stale_at, departure_anchor(seen).instant) if tells_of_stay else stale_at
    by_anchor = _deadline_by_anchor(solution, seen, before=planned_at < anchor.instant)
    if solution.recipe == "pending_payment":
        return min(filter(None, (by_anchor, seen.settled_at, seen.closed_at)), default=None)
    return by_anchor


def _deadline_by_anchor(solution: Solution, seen: Situation, *, before: bool) -> datetime | None:
    name = solution.trigger.anchor
    if name == "last_visit":
        return seen.facts.next_booked_at
    if name == "payment_due":
        return min(filter(None, (seen.settled_at, seen.closed_at)), default=None)
    if name == "booked" or (name == "arrival" and before and not solution.is_instruction):
        return arrival_anchor(seen).instant
    if name == "departure" and not before:
        return planned_instant(departure_anchor(seen), Moment("departure", 14), seen.property_zone)
    return departure_anchor(seen).instant


def decide(solution: Solution, seen: Situation, wish: Wish, among: tuple[list[Wish], Caller]) -> Decision:
    """State, reason, due and lateness of a wish that is decided now, in the order of READINGS.md."""
    wishes, caller = among
    late = wish.planned_at <= caller.now
    due = _due(solution, seen, wish, caller.now)
    reason = _skip_before_late(solution, seen, wish, caller)
    if reason is None and late and _is_superseded(wish, wishes, caller):
        reason = "superseded"
    if reason is None and late and seen.imported and wish.planned_at <= seen.first_seen_at:
        return "held", "imported", due, late
    if reason is None and late and _is_refused_late(solution, wish, caller):
        reason = "late"
    if reason:
        return "skipped", reason, due, late
    if wish.deadline and due >= wish.deadline:
        return "expired", "deadline", due, late
    if is_paying(solution, seen):
        return "held", "paying", due, late
    return "planned", "", due, late


def _skip_before_late(solution: Solution, seen: Situation, wish: Wish, caller: Caller) -> str | None:
    late = wish.planned_at <= caller.now
    if seen.imported and _is_old_news(solution, seen, wish):
        return "imported"
    if wish.deadline and wish.deadline <= caller.now:
        return "too_late"
    if late and caller.edited:
        return "edit"
    return "existing" if _was_due_before(solution, seen, wish) else None


def _is_old_news(solution: Solution, seen: Situation, wish: Wish) -> bool:
    if solution.trigger.anchor == "booked":
        return True
    return bool(solution.trigger.event) and wish.anchor.instant <= seen.first_seen_at


def _was_due_before(solution: Solution, seen: Situation, wish: Wish) -> bool:
    """S16: for a booking older than the solution, what was due when it was switched on stays unsent."""
    since = None if solution.sends_late_existing else solution.switched_on_at
    return since is not None and seen.first_seen_at < since and wish.planned_at <= since


def _is_superseded(wish: Wish, wishes: list[Wish], caller: Caller) -> bool:
    """S9: a later occurrence of the same repetition is late too."""
    # Across a skipped day (Apia) two occurrences may share an instant: then the number decides.
    return any(
        other.series == wish.series
        and (other.planned_at, other.occurrence) > (wish.planned_at, wish.occurrence)
        and other.planned_at <= caller.now
        for other in wishes
    )


def _is_refused_late(solution: Solution, wish: Wish, caller: Caller) -> bool:
    too_old = solution.within is not None and caller.now - wish.planned_at > solution.within
    return solution.late == "skip" or too_old


def _due(solution: Solution, seen: Situation, wish: Wish, now: datetime) -> datetime:
    due = now + GRACE if wish.planned_at <= now else wish.planned_at
    if solution.trigger.event == "moved":
        return max(due, wish.anchor.instant + MERGE_MOVES)
    if solution.recipe == "pending_payment":
        return max(due, seen.facts.booked_at.astimezone(UTC) + FIRST_TIME_TO_PAY)
    return due


def _task(solution: Solution, wish: Wish, decision: Decision) -> Task:
    state, reason, due, late = decision
    return Task(
        solution=solution.name,
        occurrence=wish.occurrence,
        planned_at=wish.planned_at,
        due_at=due,
        deadline=wish.deadline,
        state=state,
        reason=reason,
        anchor_date=wish.anchor.date,
        late=late,
    )


def _next_task(old: Task | None, wish: Wish, fresh: Task, when: tuple[bool, datetime]) -> Task:
    """What becomes of a task that is still wished: the second table of READINGS.md."""
    if old is None:
        return fresh
    if old.is_done or (old.state, old.reason) == ("skipped", "by_person"):
        return old
    if old.state == "withdrawn":
        missed = old.reason == "off" and wish.planned_at <= when[1]
        return fresh.ended("expired", "off") if missed else fresh
    if old.is_open:
        return _moved(old, wish, fresh, when)
    same = (old.planned_at, old.deadline) == (wish.planned_at, wish.deadline)
    return replace(old, anchor_date=wish.anchor.date) if same else fresh


def _moved(old: Task, wish: Wish, fresh: Task, when: tuple[bool, datetime]) -> Task:
    """An open task after a change: S12."""
    if old.planned_at != wish.planned_at:
        if (old.state, old.reason) == ("held", "by_person") and fresh.reason in ("", "paying"):
            return fresh.ended("held", "by_person")
        return fresh
    kept = _paying(replace(old, deadline=wish.deadline, anchor_date=wish.anchor.date), when)
    if wish.deadline and kept.due_at >= wish.deadline:
        return kept.ended("expired", "deadline")
    return kept


def _paying(task: Task, when: tuple[bool, datetime]) -> Task:
    """S29: held when a payment begins; after it there is a grace again."""
    paying, now = when
    if paying:
        return task.ended("held", "paying") if task.state == "planned" else task
    if task.reason == "paying":
        return replace(task.ended("planned", ""), due_at=max(task.due_at, now + GRACE))
    return task
