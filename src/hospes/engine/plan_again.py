"""Plan everything of an agency again, with the difference that it makes."""

from __future__ import annotations

from datetime import datetime

from hospes.agencies.tenancy import acting_for
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.planning.models import Solution
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.plan_tasks import PlanOutcome, plan_tasks


def plan_again(
    agency_id: int, *, now: datetime, caution: Caution = CAREFUL
) -> tuple[PlanOutcome, PlanDifference]:
    """Bring all tasks of an agency to what its solutions want; a plan that is right stays as it is.

    Args:
        agency_id: whose.
        now: the instant.
        caution: whether it is a dry run, and how many messages may go at once.

    Raises:
        Conflict: too much would go at once.
    """
    with acting_for(agency_id):
        ids = list(Solution.objects.filter(agency_id=agency_id).values_list("id", flat=True))
        outcome, difference = plan_with_care(
            agency_id, lambda: plan_tasks(agency_id, now=now), solution_ids=ids, now=now, caution=caution
        )
        return outcome or PlanOutcome(), difference
