"""Change the matrix of system notifications: save cells and plan what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.engine.change_solutions import plan_saved
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.save_system_notifications import SavedCell, save_system_notifications


@dataclass(frozen=True, slots=True)
class ChangedMatrix:
    """What was saved, and the difference that it makes to the plan."""

    saved: list[SavedCell]
    difference: PlanDifference


def change_system_notifications(
    agency_id: int, cells: Sequence[object], *, now: datetime, by: str, caution: Caution = CAREFUL
) -> ChangedMatrix:
    """Save cells and plan their solutions, in one transaction.

    Args:
        agency_id: whose matrix.
        cells: entries of `system_notifications:`.
        now: the instant of the change; what lies before it is not sent.
        by: who changes them, for the history.
        caution: whether it is a dry run, and how many messages may go at once.

    Raises:
        Malformed: a mistake in an entry; the sentence begins with its path.
        Conflict: too much would go at once.
    """
    with acting_for(agency_id):
        saved = save_system_notifications(agency_id, cells, now=now, by=by)
        solutions = [solution for cell in saved for solution in cell.solutions]
        changed = sum(cell.outcome != "unchanged" for cell in saved)
        if changed and not caution.is_dry_run:
            cells_changed = f"{changed} of the matrix"
            record_audit(agency_id, "change_system_notifications", cells_changed, by=by, now=now)
        _, difference = plan_with_care(
            agency_id,
            lambda: plan_saved(agency_id, solutions, now=now, catch_up=caution.catch_up),
            solution_ids=[each.solution_id for each in solutions if each.outcome != "unchanged"],
            now=now,
            caution=caution,
        )
        return ChangedMatrix(saved, difference)
