"""What somebody can do with a task by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hospes.backoffice.agency_middleware import AgencyRequest
from hospes.engine.wake import wake
from hospes.planning.hold_task import hold_task, release_task, skip_task
from hospes.planning.models import Task
from hospes.planning.run_task import retry_task, run_task_now


@dataclass(frozen=True, slots=True)
class Action:
    """One button: its words, the states in which it is offered, what it does and what is said afterwards."""

    name: str
    word: Promise
    icon: str
    states: frozenset[str]
    run: Callable[[AgencyRequest, int], None]
    said: Promise
    is_in_rows: bool = False


def hold(request: AgencyRequest, task_id: int) -> None:
    """Hold."""
    hold_task(request.agency.id, task_id, now=request.now)


def release(request: AgencyRequest, task_id: int) -> None:
    """Release, and let it go soon if it is due."""
    release_task(request.agency.id, task_id, now=request.now, by=request.member.email)
    wake()


def skip(request: AgencyRequest, task_id: int) -> None:
    """Skip."""
    skip_task(request.agency.id, task_id, now=request.now)


def run_now(request: AgencyRequest, task_id: int) -> None:
    """Run now."""
    run_task_now(request.agency.id, task_id, now=request.now, by=request.member.email)
    wake()


def retry(request: AgencyRequest, task_id: int) -> None:
    """Try again."""
    retry_task(request.agency.id, task_id, now=request.now, by=request.member.email)
    wake()


ACTIONS = {
    action.name: action
    for action in (
        Action(
            "retry",
            _("Send again"),
            "refresh",
            frozenset({"failed"}),
            retry,
            _("It goes out in a moment."),
            is_in_rows=True,
        ),
        Action(
            "send-anyway",
            _("Send anyway"),
            "send",
            frozenset({"skipped", "expired"}),
            retry,
            _("It goes out in a moment."),
        ),
        Action(
            "release",
            _("Release"),
            "check",
            frozenset({"held"}),
            release,
            _("Released. It goes at its time, or in a moment if that has come."),
            is_in_rows=True,
        ),
        Action(
            "run",
            _("Send now"),
            "send",
            frozenset({"planned", "held"}),
            run_now,
            _("It goes out in a moment."),
        ),
        Action(
            "hold",
            _("Hold"),
            "player-pause",
            frozenset({"planned"}),
            hold,
            _("Held. It waits until somebody releases it."),
            is_in_rows=True,
        ),
        Action(
            "skip",
            _("Skip"),
            "ban",
            frozenset({"planned", "held", "failed"}),
            skip,
            _("Skipped. It will not go out."),
        ),
    )
}


def actions_for(task: Task, *, in_row: bool) -> list[Action]:
    """The buttons of a task in its state; rows of lists have the main ones only."""
    offered = [action for action in ACTIONS.values() if task.state in action.states]
    return [action for action in offered if action.is_in_rows] if in_row else offered
