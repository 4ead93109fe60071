"""How commands say the difference that a change makes to the plan, and ask before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from hospes.cli.writing import counted, say, say_table

if TYPE_CHECKING:
    from hospes.engine.plan_with_care import Caution
    from hospes.planning.plan_difference import PlanDifference, PlannedChange

Made = TypeVar("Made")
ConfirmOption = Annotated[
    int | None,
    typer.Option("--confirm", metavar="N", help="Let exactly this many messages go at once."),
]
CatchUpOption = Annotated[
    bool, typer.Option("--catch-up", help="Also send what the edit finds in the past; else that is skipped.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
TITLES = {
    "at_once": "Going out at once",
    "added": "Added",
    "released": "Released",
    "moved": "Moved",
    "withdrawn": "Withdrawn",
    "skipped": "Skipped",
}


def caution_for(*, dry_run: bool, catch_up: bool = False, confirm: int | None = None) -> Caution:
    """The options as the engine takes them."""
    from hospes.engine.plan_with_care import Caution

    return Caution(is_dry_run=dry_run, catch_up=catch_up, confirmed=confirm)


def difference_json(difference: PlanDifference) -> dict[str, Any]:
    """The difference for programs."""
    return asdict(difference)


def change_when_agreed(
    change: Callable[[Caution], Made],
    difference_of: Callable[[Made], PlanDifference],
    *,
    dry_run: bool,
    is_agreed: bool,
    confirm: int | None = None,
) -> Made | None:
    """Show the difference that a change would make, ask unless told not to, and make it.

    Args:
        change: makes the change, or only looks at it when its caution is a dry run.
        difference_of: the difference in its answer.
        dry_run: only show.
        is_agreed: do not ask.
        confirm: how many messages may go at once.

    Returns:
        The answer of the change; None after a dry run.
    """
    difference = difference_of(change(caution_for(dry_run=True)))
    say_difference(difference)
    if dry_run:
        say("Dry run: nothing was changed.")
        return None
    if not difference.is_empty and not is_agreed:
        typer.confirm("Go on?", abort=True)
    return change(caution_for(dry_run=False, confirm=confirm))


def say_difference(difference: PlanDifference) -> None:
    """The difference for people: what goes at once first, then each kind with its first examples."""
    if difference.is_empty:
        say("The plan stays as it is.")
        return
    for kind, title in TITLES.items():
        number = difference.numbers.get(kind, 0)
        if number:
            _say_kind(title, number, difference)
            _say_examples(difference.examples.get(kind, ()), number)


def _say_kind(title: str, number: int, difference: PlanDifference) -> None:
    messages = f", {counted(difference.messages_at_once, 'message')}" if title == TITLES["at_once"] else ""
    say(f"{title}: {counted(number, 'task')}{messages}.")


def _say_examples(examples: Sequence[PlannedChange], number: int) -> None:
    rows = [
        ("", one.reference, one.guest or "–", one.property, one.solution, _times(one), _reason(one.reason))
        for one in examples
    ]
    if rows:
        say_table(("", "booking", "guest", "property", "solution", "when", ""), rows)
    if number > len(rows):
        say(f"  … and {number - len(rows):,} more.")


def _times(change: PlannedChange) -> str:
    after = _local(change.due_at, change.zone)
    if change.old_due_at is None or change.old_due_at == change.due_at:
        return after
    return f"{_local(change.old_due_at, change.zone)} → {after}"


def _local(moment: datetime, zone: str) -> str:
    from hospes.kit.clock import to_local

    return f"{to_local(moment, zone or 'UTC'):%d %b %Y %H:%M}"


def _reason(code: str) -> str:
    from hospes.planning.reasons import task_reason

    return task_reason(code)
