"""Copy a solution."""

from __future__ import annotations

from datetime import datetime

from hospes.kit.errors import NotFound, Refused
from hospes.planning.models import Solution
from hospes.planning.save_solutions import Saved, save_solutions

LONGEST = 200


def copy_solution(
    agency_id: int, solution_id: int, *, now: datetime, by: str, name: str | None = None
) -> Saved:
    """Make a copy of a solution that is off, so that it can be changed before anything is planned.

    The copy is new: it has no history, no tasks, and has never been switched on.

    Args:
        agency_id: whose solution.
        solution_id: the original.
        now: the instant of copying.
        by: who copies, for the history.
        name: the name of the copy; “Copy of …” when left out, with a number when that is taken.

    Raises:
        NotFound: the agency has no such solution.
        Refused: the name is taken, or the matrix of system notifications made the original.
    """
    taken = set(Solution.objects.filter(agency_id=agency_id, deleted_at=None).values_list("name", flat=True))
    original = Solution.objects.filter(agency_id=agency_id, pk=solution_id, deleted_at=None).first()
    if original is None:
        raise NotFound("There is no such solution; choose one from the list of solutions.")
    if original.is_system:
        raise Refused("A system notification cannot be copied; make a solution of the same purpose instead.")
    if name in taken:
        raise Refused(f"There is already a solution “{name}”; choose another name.")
    chosen = name or _free_name(original.name, taken)
    written = {**original.definition, "name": chosen, "active": False}
    return save_solutions(agency_id, [written], now=now, by=by)[0]


def _free_name(name: str, taken: set[str]) -> str:
    number = 1
    while True:
        ending = f" {number}" if number > 1 else ""
        chosen = f"Copy of {name}"[: LONGEST - len(ending)] + ending
        if chosen not in taken:
            return chosen
        number += 1
