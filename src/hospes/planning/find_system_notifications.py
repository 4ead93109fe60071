"""Find the matrix of system notifications: what is on, what is suggested, what own solutions replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hospes.planning.models import Notification, SystemNotification
from hospes.planning.system_notifications import SUGGESTED, Cell, cell_of, in_order


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One cell of the matrix as people see it.

    Attributes:
        cell: the cell.
        is_saved: whether the agency has decided about it; else it is a suggestion.
        replaced_by: names of own solutions of the same purpose that speak instead (S19).
    """

    cell: Cell
    is_saved: bool
    replaced_by: tuple[str, ...] = ()


def find_matrix(agency_id: int) -> list[MatrixRow]:
    """The agency's cells and the suggestions that it has not decided about, in the order of the matrix."""
    saved = {cell.key: cell for cell in find_cells(agency_id)}
    cells = [*saved.values(), *(cell for cell in SUGGESTED if cell.key not in saved)]
    rivals = _rivals(agency_id)
    return [
        MatrixRow(cell, cell.key in saved, tuple(name for name, way in rivals if _replaces(way, cell)))
        for cell in sorted(cells, key=in_order)
    ]


def find_cells(agency_id: int) -> list[Cell]:
    """The cells that the agency has decided about, in the order of the matrix."""
    rows = SystemNotification.objects.filter(agency_id=agency_id)
    return sorted((cell_of(row) for row in rows), key=in_order)


def export_system_notifications(agency_id: int) -> list[dict[str, Any]]:
    """The agency's cells as entries of `system_notifications:`; what was saved gives the same back."""
    return [cell.written() for cell in find_cells(agency_id)]


Way = tuple[str, str, str, frozenset[str]]
"""Purpose, role, target and channels of a line."""


def _rivals(agency_id: int) -> list[tuple[str, Way]]:
    """Lines of the agency's own solutions that are on and have a purpose, with the solution's name."""
    lines = Notification.objects.filter(
        agency_id=agency_id, solution__is_system=False, solution__is_active=True, solution__deleted_at=None
    ).exclude(solution__purpose="")
    found = [
        (line.solution.name, (line.solution.purpose, line.role, line.target, _channels(line)))
        for line in lines.select_related("solution").order_by("solution__position", "position")
    ]
    return list(dict.fromkeys(found))


def _channels(line: Notification) -> frozenset[str]:
    return frozenset(step["channel"] for step in line.chain) or frozenset({"email"})


def _replaces(way: Way, cell: Cell) -> bool:
    """Whether a line speaks for the same purpose, to the same people, over the same channel."""
    purpose, role, target, channels = way
    purposes = {cell.rule.purpose, *(f"{cell.rule.purpose}@{lead}" for lead in cell.leads)}
    return purpose in purposes and (role, target) == (cell.audience, cell.target) and cell.channel in channels
