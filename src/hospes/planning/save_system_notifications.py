"""Save cells of the matrix of system notifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from hospes.agencies.models import Member
from hospes.content.check import fields_not_available
from hospes.content.load_templates import load_words
from hospes.content.quotes import PARTS_OF
from hospes.content.words import Words
from hospes.kit.errors import Malformed
from hospes.planning.models import Solution, SystemNotification
from hospes.planning.save_solutions import Saved, save_system_solutions
from hospes.planning.switch_solutions import switch_solution
from hospes.planning.system_notifications import Cell, cell_of, read_cells


@dataclass(frozen=True, slots=True)
class SavedCell:
    """What became of one cell, and the solutions that were saved or switched off for it."""

    cell: Cell
    outcome: Literal["created", "changed", "unchanged"]
    solutions: tuple[Saved, ...]


def save_system_notifications(
    agency_id: int, cells: Sequence[object], *, now: datetime, by: str, dry_run: bool = False
) -> list[SavedCell]:
    """Switch cells of the matrix on or off and give them leads and words; all or none.

    Each cell that is on becomes a solution, a reminder one for each lead; they are marked as the system's.
    What a cell does not want any more is switched off and keeps its history. Other cells stay as they are.
    Saving the same again changes nothing. Planning is the caller's next step, as after `save_solutions`.

    Args:
        agency_id: whose matrix.
        cells: entries of `system_notifications:`, as a YAML or JSON reader returns them.
        now: the instant of saving; solutions that become active are switched on at it.
        by: who saves, for the history.
        dry_run: check and compare only; ids of new solutions are then without meaning.

    Returns:
        One entry per cell, in order.

    Raises:
        Malformed: a mistake, a member or a template that there is not, or a template that has no words for
            the channel or uses fields that the event does not have; the sentence begins with its path.
    """
    read = read_cells(cells)
    _check_members(agency_id, read)
    _check_templates(agency_id, read)
    with transaction.atomic():
        saved = [_save(agency_id, cell, now=now, by=by) for cell in read]
        if dry_run:
            transaction.set_rollback(True)
    return saved


def _check_members(agency_id: int, cells: Sequence[Cell]) -> None:
    if not any(cell.target for cell in cells):
        return
    known = set(Member.objects.filter(agency_id=agency_id).values_list("email", flat=True))
    for i, cell in enumerate(cells):
        if cell.target and cell.target not in known:
            path = f"system_notifications[{i}].audience"
            raise Malformed(f"{path}: nobody with the e-mail {cell.target} is a member; add them.", path=path)


def _check_templates(agency_id: int, cells: Sequence[Cell]) -> None:
    if not any(cell.template for cell in cells):
        return
    words = load_words(agency_id)
    for i, cell in enumerate(cells):
        if cell.template:
            trouble = _trouble(cell, words.get(cell.template, {}))
            if trouble:
                path = f"system_notifications[{i}].template"
                raise Malformed(f"{path}: {trouble}", path=path)


def _trouble(cell: Cell, versions: Mapping[str, Words]) -> str:
    """Why the cell cannot speak with its template; empty when it can."""
    if not versions:
        return (
            f"there is no template “{cell.template}”; save it first, or leave it out for the built-in words."
        )
    if not any(getattr(version, part) for version in versions.values() for part in PARTS_OF[cell.channel]):
        return f"“{cell.template}” has no words for {cell.channel}; write them first."
    missing = {name for each in versions.values() for name in fields_not_available(each, cell.rule.anchor)}
    if missing:
        return f"“{cell.template}” uses {min(missing)}, which has no value here; leave it out."
    return ""


def _save(agency_id: int, cell: Cell, *, now: datetime, by: str) -> SavedCell:
    event, audience, target, channel = cell.key
    row = (
        SystemNotification.objects.select_for_update(no_key=True)
        .filter(agency_id=agency_id, event=event, audience=audience, target=target, channel=channel)
        .first()
    )
    old = cell_of(row) if row else None
    if old != cell:
        row = row or SystemNotification(
            agency_id=agency_id, event=event, audience=audience, target=target, channel=channel
        )
        row.is_active, row.leads, row.template = cell.is_active, list(cell.leads), cell.template
        row.changed_at = now
        row.save()
    solutions = _save_solutions(agency_id, cell, old, now=now, by=by)
    if old is None:
        return SavedCell(cell, "created", solutions)
    changed = old != cell or any(each.outcome != "unchanged" for each in solutions)
    return SavedCell(cell, "changed" if changed else "unchanged", solutions)


def _save_solutions(
    agency_id: int, cell: Cell, old: Cell | None, *, now: datetime, by: str
) -> tuple[Saved, ...]:
    wished = cell.solutions()
    columns = {"event_by": cell.rule.event_by}
    saved = save_system_solutions(agency_id, [(each, columns) for each in wished], now=now, by=by)
    names = {*cell.names, *(old.names if old else ())} - {each["name"] for each in wished}
    gone = Solution.objects.filter(
        agency_id=agency_id, name__in=names, is_system=True, is_active=True, deleted_at=None
    )
    for solution in gone.order_by("id"):
        switch_solution(agency_id, solution.pk, on=False, now=now, by=by)
        saved.append(Saved(solution.name, solution.pk, "changed", solution.version + 1, is_active=False))
    return tuple(saved)
