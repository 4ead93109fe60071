"""Tasks: what goes out, what went, and why something did not."""

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from hospes.backoffice.agency_middleware import AgencyRequest
from hospes.backoffice.choices import read_choice
from hospes.backoffice.rights import for_staff
from hospes.backoffice.sentences import changes_of
from hospes.backoffice.tabs import Group, chosen_group, tabs_of
from hospes.backoffice.task_actions import ACTIONS
from hospes.insight.list_tasks import SCHEDULED, SKIPPED, count_tasks, list_tasks
from hospes.insight.pages import Place
from hospes.insight.task_detail import task_detail
from hospes.kit.errors import Conflict, NotFound
from hospes.planning.explain_booking import explain_booking
from hospes.planning.explanations import Occurrence
from hospes.planning.models import Solution, Task, TaskState
from hospes.planning.sentences import tell_apart

GROUPS = (
    Group("all", _("All"), tuple(TaskState.values)),
    Group("scheduled", _("Scheduled"), SCHEDULED),
    Group("held", _("Held"), (TaskState.HELD,), "warn"),
    Group("done", _("Done"), (TaskState.DONE,)),
    Group("errors", _("Errors"), (TaskState.FAILED,), "bad"),
    Group("skipped", _("Skipped"), SKIPPED),
)
NEXT_FIRST = {"scheduled", "held"}


@require_safe
def tasks(request: AgencyRequest) -> HttpResponse:
    """List tasks: scheduled ones in the order in which they go, others the latest first."""
    agency_id = request.agency.id
    group = chosen_group(GROUPS, request.GET.get("tab", "scheduled"))
    choice = read_choice(request.GET, group.states)
    place = Place.read(request.GET.get("after", ""))
    page = list_tasks(agency_id, choice, after=place, is_next_first=group.name in NEXT_FIRST)
    shown = {
        "section": "tasks",
        "page": page,
        "choice": choice,
        "tabs": tabs_of(GROUPS, count_tasks(agency_id), chosen=group),
        "tab": group,
        "solutions": Solution.objects.filter(agency_id=agency_id, deleted_at=None).order_by("name"),
    }
    return render(request, "backoffice/tasks.html", shown)


@require_safe
def task(request: AgencyRequest, task_id: int) -> HttpResponse:
    """Show one task: its booking, its messages and why it is in its state."""
    row = task_detail(request.agency.id, task_id)
    told = told_of(request, row.task)
    shown = {"section": "tasks", "row": row, "told": told, "changes": changes_of(row.task)}
    return render(request, "backoffice/task.html", shown)


class Told(NamedTuple):
    """Why a task is as it is: the verdict, its own sentences, the conditions, and its sisters in time."""

    verdict: str
    own: Sequence[str]
    conditions: Sequence[tuple[str, bool]]
    others: Sequence[tuple[Occurrence, Sequence[str]]]


def told_of(request: AgencyRequest, task: Task) -> Told | None:
    """How the task's instant and state came about; nothing for a deleted solution, nor for a correction."""
    if task.solution.deleted_at or task.corrects:
        return None
    agency_id, name = request.agency.id, task.solution.name
    found = explain_booking(agency_id, task.booking_id, now=request.now, solution=name)
    told = tell_apart(found[0])
    own = next((said for one, said in told.occurrences if one.occurrence == task.occurrence), ())
    others = [each for each in told.occurrences if each[0].occurrence != task.occurrence]
    return Told(told.verdict, own, told.conditions, others)


@require_POST
@for_staff
def act_on_task(request: AgencyRequest, task_id: int, action: str) -> HttpResponse:
    """Hold, release, skip, run or retry a task, then go back to where the button was."""
    chosen = ACTIONS.get(action)
    if chosen is None:
        raise NotFound("There is no such action.")
    try:
        chosen.run(request, task_id)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, str(chosen.said))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "task", *([] if is_ours else [task_id]))
