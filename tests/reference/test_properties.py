"""What must be true of the reference in every world."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reference.moments import local_anchor, planned_instant, to_instant, to_local
from tests.reference.plan import Caller, Task, plan_pair, wished
from tests.reference.run import BookingRun, simulate_booking
from tests.reference.solutions import Moment, Solution, SolutionFile
from tests.reference.strategies import RandomWorld, worlds, zones
from tests.reference.world import Booking, Change, Situation, situations

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


def runs(world: RandomWorld) -> list[BookingRun]:
    file = SolutionFile(world.solutions, {"words": ("en",)})
    return [simulate_booking(world.agency, booking, file) for booking in world.bookings]


def with_idle_changes(booking: Booking, after: int, minutes: int) -> Booking:
    """The same booking, received once more unchanged after one of its changes."""
    changes = list(booking.changes)
    n = after % len(changes)
    at = changes[n].at + timedelta(minutes=minutes)
    if n + 1 < len(changes) and at > changes[n + 1].at:
        at = changes[n].at
    changes.insert(n + 1, Change(at, changes[n].facts))
    return replace(booking, changes=tuple(changes))


@unhurried
@given(worlds(), st.integers(0, 6), st.integers(0, 30_000))
def test_receiving_a_booking_again_unchanged_changes_nothing(
    world: RandomWorld, after: int, minutes: int
) -> None:
    idle = replace(world, bookings=tuple(with_idle_changes(b, after, minutes) for b in world.bookings))
    for once, twice in zip(runs(world), runs(idle), strict=True):
        assert once.tasks == twice.tasks
        assert once.messages == twice.messages


@unhurried
@given(worlds())
def test_nothing_goes_before_it_is_planned_nor_at_its_deadline_nor_twice(world: RandomWorld) -> None:
    for run in runs(world):
        counts = Counter((m.solution, m.booking, m.to_role, m.occurrence) for m in run.messages)
        assert set(counts.values()) <= {1}
        for message in run.messages:
            task = run.tasks[message.solution][message.occurrence]
            assert message.at >= message.planned_at
            assert task.deadline is None or message.at < task.deadline


def incremental(world: RandomWorld, booking: Booking) -> tuple[Situation, list[dict[int, Task]]]:
    """The plan after every change, nothing having been executed."""
    plans: list[dict[int, Task]] = [{} for _ in world.solutions]
    last: Situation | None = None
    for seen in situations(world.agency, booking):
        plans = [plan_pair(rule, seen, tasks) for rule, tasks in zip(world.solutions, plans, strict=True)]
        last = seen
    assert last
    return last, plans


def still_to_come(tasks: dict[int, Task], now: datetime) -> dict[int, Task]:
    return {n: task for n, task in tasks.items() if task.state == "planned" and task.planned_at > now}


@unhurried
@given(worlds())
def test_what_is_still_to_come_depends_only_on_the_final_facts(world: RandomWorld) -> None:
    for booking in world.bookings:
        seen, plans = incremental(world, booking)
        for rule, tasks in zip(world.solutions, plans, strict=True):
            afresh = plan_pair(rule, seen, {})
            assert still_to_come(tasks, seen.now) == still_to_come(afresh, seen.now)


@unhurried
@given(worlds(), st.booleans())
def test_planning_again_changes_nothing(world: RandomWorld, edited: bool) -> None:
    for booking in world.bookings:
        seen, plans = incremental(world, booking)
        for rule, tasks in zip(world.solutions, plans, strict=True):
            later = Caller(seen.now + timedelta(minutes=1), edited)
            assert plan_pair(rule, seen, tasks, later) == tasks


@unhurried
@given(worlds())
def test_every_wished_occurrence_has_exactly_one_task(world: RandomWorld) -> None:
    for booking in world.bookings:
        seen, plans = incremental(world, booking)
        for rule, tasks in zip(world.solutions, plans, strict=True):
            occurrences = [w.occurrence for w in wished(rule, seen, tasks)]
            assert len(occurrences) == len(set(occurrences))
            assert set(occurrences) <= set(tasks)
            assert {n for n, t in tasks.items() if t.is_open} <= set(occurrences)


local_times = st.datetimes(datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2030-01-01"))


@given(local_times, zones())
def test_a_local_time_is_kept_or_shifted_forward_by_at_most_a_day(local: datetime, zone: ZoneInfo) -> None:
    back = to_local(to_instant(local, zone), zone)
    assert timedelta(0) <= back - local <= timedelta(days=1)


@given(local_times, st.integers(-60, 60), st.sampled_from(("UTC", "Asia/Kathmandu")))
def test_without_changes_of_time_days_and_hours_agree(local: datetime, days: int, zone: str) -> None:
    anchor = local_anchor(local, ZoneInfo(zone))
    calendar = planned_instant(anchor, Moment("arrival", days, "days"), anchor.zone)
    assert calendar == planned_instant(anchor, Moment("arrival", 24 * days, "hours"), anchor.zone)


def states_on_the_way(world: RandomWorld, booking: Booking, rule: Solution) -> Iterator[tuple[str, str]]:
    """State and reason of every task of a pair after each change, nothing having been executed."""
    tasks: dict[int, Task] = {}
    for seen in situations(world.agency, booking):
        tasks = plan_pair(rule, seen, tasks)
        yield from ((task.state, task.reason) for task in tasks.values())


def test_the_random_worlds_reach_the_usual_states_and_reasons() -> None:
    """A generator that never makes a state would prove nothing about it; the rare ones have own tests."""
    reached: set[tuple[str, str]] = set()

    @settings(unhurried, max_examples=800, derandomize=True, database=None)
    @given(worlds())
    def collect(world: RandomWorld) -> None:
        for run in runs(world):
            reached.update((t.state, t.reason) for tasks in run.tasks.values() for t in tasks.values())
        for booking in world.bookings:
            for rule in world.solutions:
                reached.update(states_on_the_way(world, booking, rule))

    collect()
    assert reached >= {
        ("done", ""),
        ("skipped", "late"),
        ("skipped", "too_late"),
        ("skipped", "existing"),
        ("skipped", "superseded"),
        ("skipped", "imported"),
        ("expired", "deadline"),
        ("withdrawn", "cancelled"),
        ("withdrawn", "conditions"),
        ("withdrawn", "stitched"),
        ("withdrawn", "opted_out"),
        ("held", "paying"),
    }
