"""Switch solutions on or off, or delete them, and plan what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hospes.agencies.record_audit import record_audit
from hospes.agencies.tenancy import acting_for
from hospes.engine.plan_with_care import CAREFUL, Caution, plan_with_care
from hospes.kit.errors import NotFound, Refused
from hospes.planning.models import Solution
from hospes.planning.plan_difference import PlanDifference
from hospes.planning.plan_tasks import plan_tasks
from hospes.planning.switch_solutions import delete_solution, switch_solution


@dataclass(frozen=True, slots=True)
class Switched:
    """The solutions that were switched or deleted, not those that were so before; and the difference."""

    names: tuple[str, ...]
    difference: PlanDifference


def switch_solutions(
    agency_id: int, names: Sequence[str], *, on: bool, now: datetime, by: str, caution: Caution = CAREFUL
) -> Switched:
    """Switch solutions on or off and plan them, in one transaction (S15, S16).

    Args:
        agency_id: whose.
        names: the solutions.
        on: on or off; switched on, what fell due meanwhile stays unsent.
        now: the instant.
        by: who does it.
        caution: whether it is a dry run, and how many messages may go at once.

    Raises:
        NotFound: there is no solution of a name.
        Refused: one belongs to the system notifications, whose matrix decides.
        Conflict: too much would go at once.
    """
    with acting_for(agency_id):
        ids = _ids(agency_id, names)
        touched = {
            name: id for name, id in ids.items() if switch_solution(agency_id, id, on=on, now=now, by=by)
        }
        verb = f"switch_solutions_{'on' if on else 'off'}"
        record_audit(agency_id, verb, ", ".join(touched), by=by if touched else "", now=now)
        return _planned(agency_id, touched, now=now, caution=caution)


def delete_solutions(
    agency_id: int, names: Sequence[str], *, now: datetime, by: str, caution: Caution = CAREFUL
) -> Switched:
    """Delete solutions and withdraw what they had planned; their history stays.

    Raises:
        NotFound: there is no solution of a name.
        Refused: one belongs to the system notifications, whose matrix decides.
    """
    with acting_for(agency_id):
        ids = _ids(agency_id, names)
        for id in ids.values():
            delete_solution(agency_id, id, now=now, by=by)
        record_audit(agency_id, "delete_solutions", ", ".join(ids), by=by, now=now)
        return _planned(agency_id, ids, now=now, caution=caution)


def _planned(agency_id: int, touched: dict[str, int], *, now: datetime, caution: Caution) -> Switched:
    ids = list(touched.values())
    _, difference = plan_with_care(
        agency_id,
        lambda: plan_tasks(agency_id, now=now, solution_ids=ids) if ids else None,
        solution_ids=ids,
        now=now,
        caution=caution,
    )
    return Switched(tuple(touched), difference)


def _ids(agency_id: int, names: Sequence[str]) -> dict[str, int]:
    found = Solution.objects.filter(agency_id=agency_id, deleted_at=None, name__in=names)
    if system := found.filter(is_system=True).first():
        raise Refused(f"“{system.name}” is one of the notifications of bookings: switch it there.")
    ids = dict(found.order_by("position", "id").values_list("name", "id"))
    for name in names:
        if name not in ids:
            raise NotFound(f"There is no solution “{name}”; check its name in the list of solutions.")
    return ids
