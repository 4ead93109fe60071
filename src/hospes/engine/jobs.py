"""Jobs that Procrastinate runs: it moves wake-ups and long work, our tables are the truth.

Delivering never depends on them: a lost job costs time, because every worker looks by itself too.
"""

from datetime import datetime

from procrastinate import builtin_tasks
from procrastinate.contrib.django import app

from hospes.agencies.tenancy import acting_for
from hospes.engine.clock import read_clock
from hospes.engine.wake import wake
from hospes.planning.plan_tasks import plan_tasks

KEEP_JOBS_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="hospes.wake_all", queueing_lock="wake_all", queue="wake")
def wake_all(timestamp: int) -> None:  # noqa: ARG001 (Procrastinate names it)
    """Ring every worker once a minute, whatever else went wrong."""
    wake()


@app.periodic(cron="23 3 * * *")
@app.task(name="hospes.prune_jobs", queueing_lock="prune_jobs", queue="wake", pass_context=True)
async def prune_jobs(context: object, timestamp: int) -> None:  # noqa: ARG001 (Procrastinate names it)
    """Forget finished jobs of some days ago: the queue stays fast only while it is short."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_JOBS_HOURS, remove_failed=True)  # type: ignore[arg-type]


@app.task(name="hospes.plan_changed_solutions", queue="plan", retry=5)
def plan_changed_solutions(
    agency_id: int, solution_ids: list[int], switched_on_at: str | None = None
) -> None:
    """Plan solutions over all bookings of their agency; running it twice changes nothing."""
    at = datetime.fromisoformat(switched_on_at) if switched_on_at else None
    with acting_for(agency_id):
        plan_tasks(agency_id, now=read_clock(), solution_ids=solution_ids, switched_on_at=at)
        wake()
