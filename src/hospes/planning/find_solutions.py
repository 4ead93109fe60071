"""Find solutions, for lists and by name."""

from __future__ import annotations

from collections.abc import Sequence

from hospes.kit.closest import closest
from hospes.kit.errors import NotFound
from hospes.planning.models import Solution


def list_solutions(agency_id: int, *, system: bool = False) -> Sequence[Solution]:
    """The agency's solutions in their order.

    Args:
        agency_id: whose.
        system: also those that the matrix of system notifications made, after the others.
    """
    found = Solution.objects.filter(agency_id=agency_id, deleted_at=None)
    return list((found if system else found.filter(is_system=False)).order_by("is_system", "position", "id"))


def find_solution(agency_id: int, name: str) -> Solution:
    """The solution of a name.

    Raises:
        NotFound: there is none; the sentence names the nearest.
    """
    found = list_solutions(agency_id, system=True)
    for solution in found:
        if solution.name == name:
            return solution
    near = closest(name, [solution.name for solution in found])
    advice = f"did you mean “{near}”?" if near else "look at the list of solutions."
    raise NotFound(f"There is no solution “{name}”; {advice}")
