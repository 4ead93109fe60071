"""Change an agency's settings, and plan what follows, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hospes.agencies.change_agencies import change_agency
from hospes.agencies.models import Agency
from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.planning.models import Solution
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.plan_tasks import plan_tasks

PLANNED_BY = frozenset({"timezone", "country", "quiet_from", "quiet_to", "grace", "stitches_stays"})
"""Settings from which the times of tasks follow."""


def change_settings(
    agency_id: int, changes: Mapping[str, Any], *, now: datetime, by: str, caution: Caution = CAREFUL
) -> PlanDifference:
    """Change settings of an agency; where times follow from them, everything is planned again.

    What is past stays unsent unless the person wants to catch up (S15). The audit trail says which settings
    were changed, not to what: addresses are among them.

    Raises:
        Malformed: there is no such setting, or it cannot have that value.
        NotFound: there is no such agency.
        Conflict: too much would go at once; nothing is changed then.
    """
    with acting_for(agency_id):
        before = Agency.objects.filter(id=agency_id).values(*changes).first() if changes else None
        change_agency(agency_id, **changes)
        after = Agency.objects.filter(id=agency_id).values(*changes).first() if changes else None
        changed = sorted(name for name in changes if before and after and before[name] != after[name])
        if changed:
            record_audit(agency_id, "change_settings", ", ".join(changed), by=by, now=now)
        return _planned(agency_id, now=now, caution=caution, is_needed=bool(PLANNED_BY & set(changed)))


def _planned(agency_id: int, *, now: datetime, caution: Caution, is_needed: bool) -> PlanDifference:
    solutions = Solution.objects.filter(agency_id=agency_id, deleted_at=None).values_list("id", flat=True)
    ids = list(solutions) if is_needed else []
    _, difference = plan_with_care(
        agency_id,
        lambda: plan_tasks(agency_id, now=now, edited=not caution.catch_up) if ids else None,
        solution_ids=ids,
        now=now,
        caution=caution,
    )
    return difference
