"""Switch a solution on or off, or delete it."""

from datetime import datetime

from hospes.kit.errors import NotFound
from hospes.planning.models import Solution, SolutionVersion


def switch_solution(agency_id: int, solution_id: int, *, on: bool, now: datetime, by: str) -> bool:
    """Switch a solution on or off; `plan_solutions` then withdraws its tasks or plans them again (S15).

    Returns:
        True when it was switched, False when it already was that way.

    Raises:
        NotFound: the agency has no such solution.
    """
    solution = _locked(agency_id, solution_id)
    if solution.is_active == on:
        return False
    solution.is_active = on
    if on:
        solution.switched_on_at = now
    else:
        solution.switched_off_at = now
    solution.definition = {**solution.definition, "active": on}
    _save_version(solution, now, by)
    return True


def delete_solution(agency_id: int, solution_id: int, *, now: datetime, by: str) -> None:
    """Delete a solution: it is off for good and its name is free again; its history stays.

    Raises:
        NotFound: the agency has no such solution.
    """
    solution = _locked(agency_id, solution_id)
    solution.is_active = False
    solution.deleted_at = now
    _save_version(solution, now, by)


def _locked(agency_id: int, solution_id: int) -> Solution:
    solution = (
        Solution.objects.select_for_update(no_key=True)
        .filter(agency_id=agency_id, pk=solution_id, deleted_at=None)
        .first()
    )
    if solution is None:
        raise NotFound("There is no such solution; choose one from the list of solutions.")
    return solution


def _save_version(solution: Solution, now: datetime, by: str) -> None:
    solution.version += 1
    solution.changed_at = now
    solution.save()
    SolutionVersion.objects.create(
        agency_id=solution.agency_id,
        solution=solution,
        version=solution.version,
        definition=solution.definition,
        by=by,
        at=now,
    )
