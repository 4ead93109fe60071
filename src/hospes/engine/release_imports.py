"""Let imported tasks out of the quarantine, or skip them, with the difference that it makes (S17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.kit.errors import NotFound
from hospes.planning.models import Solution
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.release_quarantine import list_quarantine, release_quarantine, skip_quarantine


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which part of the quarantine: that of one solution, of one import, or all of it."""

    solution: str | None = None
    received_at: datetime | None = None

    @property
    def name(self) -> str:
        """What is chosen, for the audit trail."""
        when = f" of {self.received_at.isoformat()}" if self.received_at else ""
        return f"{self.solution or 'all solutions'}{when}"


def release_imports(
    agency_id: int, chosen: Chosen, *, now: datetime, by: str, caution: Caution = CAREFUL
) -> PlanDifference:
    """Let tasks out of the quarantine.

    Args:
        agency_id: whose.
        chosen: which.
        now: the instant.
        by: who answers for it.
        caution: whether it is a dry run, and how many messages may go at once.

    Raises:
        NotFound: there is no such solution.
        Conflict: too much would go at once.
    """
    with acting_for(agency_id):
        ids = _solutions(agency_id, chosen, now)

        def release() -> None:
            release_quarantine(agency_id, now=now, by=by, solution_ids=ids, received_at=chosen.received_at)

        record_audit(agency_id, "release_imports", chosen.name, by=by if ids else "", now=now)
        return plan_with_care(agency_id, release, solution_ids=ids, now=now, caution=caution)[1]


def skip_imports(
    agency_id: int, chosen: Chosen, *, now: datetime, by: str, caution: Caution = CAREFUL
) -> PlanDifference:
    """Skip tasks of the quarantine for good; the arguments are those of `release_imports`.

    Raises:
        NotFound: there is no such solution.
    """
    with acting_for(agency_id):
        ids = _solutions(agency_id, chosen, now)

        def skip() -> None:
            skip_quarantine(agency_id, now=now, solution_ids=ids, received_at=chosen.received_at)

        record_audit(agency_id, "skip_imports", chosen.name, by=by if ids else "", now=now)
        return plan_with_care(agency_id, skip, solution_ids=ids, now=now, caution=caution)[1]


def _solutions(agency_id: int, chosen: Chosen, now: datetime) -> Sequence[int]:
    """The solutions that have something in the chosen part."""
    ids = sorted({cohort.solution_id for cohort in list_quarantine(agency_id, now=now)})
    if chosen.solution is None:
        return ids
    found = Solution.objects.filter(agency_id=agency_id, deleted_at=None, name=chosen.solution).first()
    if found is None:
        raise NotFound(f"There is no solution “{chosen.solution}”; check its name in the list of solutions.")
    return [found.pk]
