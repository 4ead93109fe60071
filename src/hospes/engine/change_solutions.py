"""Change solutions: save them and plan what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hospes.agencies.tenancy import acting_for
from hospes.content.save_templates import save_templates
from hospes.engine.wake import wake
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from hospes.planning.save_solutions import Saved, save_solutions


@dataclass(frozen=True, slots=True)
class Changed:
    """What was saved, and the change of the plan that followed (None: none)."""

    saved: list[Saved]
    plan: PlanOutcome | None


def change_solutions(
    agency_id: int, written: Mapping[str, Any], *, now: datetime, by: str, dry_run: bool = False
) -> Changed:
    """Save solutions and templates as written in the YAML schema, and plan them, in one transaction.

    Either all of it is saved and planned or nothing is. What is the same as before changes nothing.

    Args:
        agency_id: whose solutions.
        written: the file: `solutions` and `templates`, both optional.
        now: the instant of the change; solutions that become active are switched on at it.
        by: who changes them, for the audit trail.
        dry_run: do all of it and take it back: the answer is the plan difference.

    Raises:
        Malformed: a mistake in the file; the sentence names the path in it and what is allowed.
    """
    with acting_for(agency_id):
        save_templates(agency_id, written.get("templates") or [], now=now)
        saved = save_solutions(agency_id, written.get("solutions") or [], now=now, by=by)
        plan = plan_saved(agency_id, saved, now=now)
        if dry_run:
            transaction.set_rollback(True)
        else:
            wake()
        return Changed(saved, plan)


def plan_saved(agency_id: int, saved: Sequence[Saved], *, now: datetime) -> PlanOutcome | None:
    """Plan new solutions whole, and changed ones without catching up on what is past (S15)."""
    plan: PlanOutcome | None = None
    for outcome in ("created", "changed"):
        ids = [entry.solution_id for entry in saved if entry.outcome == outcome]
        if ids:
            step = plan_tasks(agency_id, now=now, solution_ids=ids, edited=outcome == "changed")
            plan = plan.plus(step) if plan else step
    return plan
