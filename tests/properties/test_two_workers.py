"""Two workers, and all that can happen between their steps and during them (S11–S19, properties 1, 2)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db.models import F, Min
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from hospes.dispatch.execute_tasks import execute_tasks
from hospes.dispatch.fill_outbox import fill_outbox
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from tests.properties.changes import CHANGES, Change, perform
from tests.properties.promises import Memory, check_promises
from tests.properties.season import BEGIN, open_agency
from tests.properties.workers import TwoWorkers, two_workers

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = count(1)
EXAMPLES = int(os.environ.get("HOSPES_EXAMPLES", "14"))
INSTANT = timedelta(microseconds=1)
# Shrinking runs hundreds of seasons: only where somebody looks for a fault.
PHASES = [phase for phase in Phase if phase is not Phase.shrink or "HOSPES_SHRINK" in os.environ]
BATCH = 2
"""Small, so that the workers meet often."""


class Season(RuleBasedStateMachine):
    """One agency, its bookings, and two workers; time only goes on."""

    workers: TwoWorkers

    def __init__(self) -> None:
        super().__init__()
        self.agency = open_agency(f"Season {next(NUMBERS)}").pk
        self.now = BEGIN
        self.memory = Memory()

    @rule(change=CHANGES)
    def something_happens(self, change: Change) -> None:
        self.pass_time(timedelta(seconds=20))
        perform(self.agency, change, now=self.now)

    @rule(one=CHANGES, other=CHANGES)
    def two_things_happen_at_once(self, one: Change, other: Change) -> None:
        self.pass_time(timedelta(seconds=20))
        self.workers.together(self.changing(one), self.changing(other))

    @rule(change=CHANGES, hours=st.sampled_from((0, 1, 24)))
    def something_happens_while_tasks_are_executed(self, change: Change, hours: int) -> None:
        self.pass_time(timedelta(hours=hours, minutes=3))
        self.workers.together(self.work, self.changing(change))

    @rule(minutes=st.sampled_from((2, 15, 240, 1440, 3 * 1440)))
    def both_workers_work(self, minutes: int) -> None:
        self.pass_time(timedelta(minutes=minutes))
        self.work_together()

    @rule(early=st.booleans())
    def both_workers_work_when_the_next_task_is_due(self, early: bool) -> None:
        due = self.earliest("due_at")
        if due and due > self.now:
            self.now = due - INSTANT if early else due
        self.work_together()

    @rule(early=st.booleans())
    def both_workers_come_back_at_a_deadline(self, early: bool) -> None:
        deadline = self.earliest("deadline")
        if deadline and deadline - INSTANT > self.now:
            self.now = deadline - INSTANT if early else deadline
        self.work_together()

    @invariant()
    def all_promises_hold(self) -> None:
        self.memory = check_promises(self.agency, self.memory, now=self.now)

    def pass_time(self, time: timedelta) -> None:
        self.now += time

    def changing(self, change: Change) -> Callable[[], None]:
        return lambda: perform(self.agency, change, now=self.now)

    def earliest(self, moment: str) -> datetime | None:
        waiting = Task.objects.filter(agency_id=self.agency, state="planned")
        found: datetime | None = waiting.aggregate(at=Min(moment))["at"]
        return found

    def work(self) -> None:
        """What a worker does until there is nothing left to do."""
        while execute_tasks(now=self.now, limit=BATCH, agency_id=self.agency).tasks:
            fill_outbox(now=self.now, limit=BATCH, agency_id=self.agency)
        while fill_outbox(now=self.now, limit=BATCH, agency_id=self.agency):
            pass

    def work_together(self) -> None:
        self.workers.together(self.work, self.work)
        self.work()  # what one passed over because the other just held it waits for the next look
        left = Task.objects.filter(agency_id=self.agency, state="planned", due_at__lte=self.now)
        assert not list(left.values()), "tasks that are due were left"
        waiting = Message.objects.filter(agency_id=self.agency, state="queued", send_at__lte=self.now)
        assert not list(waiting.exclude(deadline__lte=self.now).values()), "messages were left"
        assert not Message.objects.filter(agency_id=self.agency, sent_at__gte=F("deadline")).values("id")


def test_no_interleaving_of_two_workers_and_changes_breaks_a_promise() -> None:
    with two_workers() as workers:
        Season.workers = workers
        run_state_machine_as_test(
            Season,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=40,
                deadline=None,
                phases=PHASES,
                report_multiple_bugs=False,
                database=None,
                derandomize="HOSPES_EXAMPLES" not in os.environ,
                suppress_health_check=list(HealthCheck),
            ),
        )
