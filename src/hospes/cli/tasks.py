"""Commands: task list, hold, release, skip, run, retry."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.cli.installation import chosen_agency
from hospes.cli.options import AgencyOption, JsonOption, PortalOption, who
from hospes.cli.writing import say, say_table, write_json
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.planning.models import Task

group = typer.Typer(help="See tasks, and hold, release, skip or send them by hand.", no_args_is_help=True)
TasksArgument = Annotated[
    list[int], typer.Argument(metavar="ID…", help="Numbers of tasks; “hospes task list” has them.")
]
COLUMNS = ("id", "state", "due", "solution", "booking", "guest", "why")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="task")


@group.command("list", epilog="Example: hospes task list --state held")
def show(  # noqa: PLR0913  options of a command
    *,
    state: Annotated[
        list[str] | None, typer.Option("--state", help="planned, held, failed …; repeat for more; else all.")
    ] = None,
    booking: Annotated[str | None, typer.Option("--booking", metavar="REF", help="Only of this one.")] = None,
    portal: PortalOption = None,
    solution: Annotated[str | None, typer.Option("--solution", help="Only of this one.")] = None,
    most: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")] = 50,
    agency: AgencyOption = None,
    as_json: JsonOption = False,
) -> None:
    """List tasks, the next first; with --json also what is known of why."""
    found = chosen_agency(agency)
    from hospes.bookings.find_bookings import find_booking
    from hospes.planning.find_solutions import find_solution
    from hospes.planning.models import Task

    tasks = Task.objects.filter(agency_id=found.id, state__in=read_states(state or []))
    if booking:
        tasks = tasks.filter(booking_id=find_booking(found.id, booking, portal=portal).id)
    if solution:
        tasks = tasks.filter(solution_id=find_solution(found.id, solution).id)
    rows = list(tasks.select_related("solution", "booking__guest").order_by("due_at", "id")[:most])
    if as_json:
        write_json([_facts(task) for task in rows])
    elif rows:
        say_table(COLUMNS, [_columns(task, found.timezone) for task in rows])
    else:
        say("There is no such task.")


def read_states(written: list[str]) -> list[str]:
    """States as typed; none means all.

    Raises:
        Malformed: there is no such state.
    """
    from hospes.planning.models import TaskState

    for one in written:
        if one not in TaskState.values:
            message = f"“{one[:30]}” is no state of a task: use {', '.join(TaskState.values)}."
            raise Malformed(message, field="--state")
    return written or list(TaskState.values)


@group.command("hold", epilog="Example: hospes task hold 4711")
def hold(tasks: TasksArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Hold planned tasks until somebody releases them; their deadline still counts."""
    _steer("hold", tasks, agency, as_json=as_json)


@group.command("release", epilog="Example: hospes task release 4711")
def release(tasks: TasksArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Let held tasks go at their time, or in a moment when that has come."""
    _steer("release", tasks, agency, as_json=as_json)


@group.command("skip", epilog="Example: hospes task skip 4711")
def skip(tasks: TasksArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Skip planned, held or failed tasks for good."""
    _steer("skip", tasks, agency, as_json=as_json)


@group.command("run", epilog="Example: hospes task run 4711")
def run(tasks: TasksArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Send planned or held tasks now."""
    _steer("run", tasks, agency, as_json=as_json)


@group.command("retry", epilog="Example: hospes task retry 4711")
def retry(tasks: TasksArgument, *, agency: AgencyOption = None, as_json: JsonOption = False) -> None:
    """Send tasks that failed, were skipped or expired, if their deadline allows."""
    _steer("retry", tasks, agency, as_json=as_json)


def _steer(way: str, tasks: list[int], agency: str | None, *, as_json: bool) -> None:
    """All of them or none."""
    found = chosen_agency(agency)
    from django.db import transaction

    from hospes.engine.clock import read_clock
    from hospes.engine.steer_tasks import steer_task

    now, by = read_clock(), who()
    with transaction.atomic():
        steered = [steer_task(found.id, task, way, now=now, by=by) for task in dict.fromkeys(tasks)]
    if as_json:
        write_json([_facts(task) for task in steered])
        return
    for task in steered:
        say(f"{task.id}: {task.solution.name} · {task.booking.reference} {_now(task, found.timezone)}")


def _now(task: "Task", zone: str) -> str:
    if task.state == "planned":
        return f"goes at {_local(task, zone)}, or in a moment if that is past."
    return f"is {task.state} now."


def _facts(task: "Task") -> dict[str, Any]:
    from hospes.planning.reasons import task_reason

    return {
        "id": task.id,
        "state": task.state,
        "reason": task.reason,
        "sentence": task_reason(task.reason),
        "solution": task.solution.name,
        "booking": task.booking.reference,
        "occurrence": task.occurrence,
        "due_at": task.due_at,
        "deadline": task.deadline,
        "executed_at": task.executed_at,
    }


def _columns(task: "Task", zone: str) -> tuple[Any, ...]:
    from hospes.planning.reasons import task_reason

    booking, why = task.booking, task_reason(task.reason)
    named = booking.guest.name
    return task.id, task.state, _local(task, zone), task.solution.name, booking.reference, named, why


def _local(task: "Task", zone: str) -> str:
    from hospes.kit.clock import to_local

    return f"{to_local(task.due_at, task.zone or zone):%Y-%m-%d %H:%M}"
