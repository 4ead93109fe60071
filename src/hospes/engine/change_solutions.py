"""Change solutions: save them and plan what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.engine.save_files import save_file
from hospes.planning.lint_solutions import lint_solutions
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks
from hospes.planning.problems import Problem
from hospes.planning.save_solutions import Saved


@dataclass(frozen=True, slots=True)
class Changed:
    """What was saved, what planning did (None: nothing), the difference, and what looks wrong."""

    saved: list[Saved]
    plan: PlanOutcome | None
    difference: PlanDifference = field(default_factory=PlanDifference)
    problems: Sequence[Problem] = ()


def change_solutions(
    agency_id: int, written: Mapping[str, Any], *, now: datetime, by: str, caution: Caution = CAREFUL
) -> Changed:
    """Save solutions and templates as written in the YAML schema, and plan them, in one transaction.

    Either all of it is saved and planned or nothing is. What is the same as before changes nothing.

    Args:
        agency_id: whose solutions.
        written: the file: some of `save_files.FILE_KEYS`.
        now: the instant of the change; solutions that become active are switched on at it.
        by: who changes them, for the audit trail.
        caution: whether it is a dry run, catches up on the past, and how many messages may go at once.

    Raises:
        Malformed: a mistake in the file; the sentence names the path in it and what is allowed.
        Conflict: too much would go at once.
    """
    with acting_for(agency_id):
        file = save_file(agency_id, written, now=now, by=by)
        saved = file.solutions
        touched = {entry.name: entry.solution_id for entry in saved if entry.outcome != "unchanged"}
        problems = lint_solutions(agency_id, now=now, names=list(touched)) if touched else ()
        plan, difference = plan_with_care(
            agency_id,
            lambda: plan_saved(
                agency_id, saved, regrouped=file.regrouped, now=now, catch_up=caution.catch_up
            ),
            solution_ids=[*touched.values(), *file.regrouped],
            now=now,
            caution=caution,
        )
        if touched and not caution.is_dry_run:
            details = {"messages_at_once": difference.messages_at_once}
            record_audit(agency_id, "change_solutions", ", ".join(touched), by=by, now=now, details=details)
        return Changed(saved, plan, difference, problems)


def plan_saved(
    agency_id: int,
    saved: Sequence[Saved],
    *,
    regrouped: Sequence[int] = (),
    now: datetime,
    catch_up: bool = False,
) -> PlanOutcome | None:
    """Plan new solutions whole, and others without catching up on the past unless asked to (S15).

    `regrouped` are solutions whose conditions name message groups, when a property changed its group.
    """
    created = [entry.solution_id for entry in saved if entry.outcome == "created"]
    changed = [entry.solution_id for entry in saved if entry.outcome == "changed"]
    others = [id for id in dict.fromkeys([*changed, *regrouped]) if id not in created]
    plan: PlanOutcome | None = None
    for ids, edited in ((created, False), (others, not catch_up)):
        if ids:
            step = plan_tasks(agency_id, now=now, solution_ids=ids, edited=edited)
            plan = plan.plus(step) if plan else step
    return plan
