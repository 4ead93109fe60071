"""Save solutions as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import Max

from hospes.agencies.models import Agency
from hospes.content.models import Template
from hospes.kit.clock import to_instant
from hospes.kit.errors import Malformed
from hospes.planning.alternatives import alternatives_of
from hospes.planning.conditions import specificity
from hospes.planning.definitions import Definition, read_definition
from hospes.planning.lines import Line
from hospes.planning.models import (
    Alternative,
    MessageGroup,
    Notification,
    PromoPool,
    Solution,
    SolutionVersion,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one solution. `outcome` is created, changed or unchanged."""

    name: str
    solution_id: int
    outcome: Literal["created", "changed", "unchanged"]
    version: int
    is_active: bool


def save_solutions(
    agency_id: int,
    definitions: Sequence[object],
    *,
    now: datetime,
    by: str,
    dry_run: bool = False,
) -> list[Saved]:
    """Create solutions, or update those of the same name; all or none.

    Saving the same again changes nothing. A changed one gets the next version, and history keeps the old. One
    that becomes active is switched on at `now`. Planning is the caller's next step (`plan_solutions`).

    Args:
        agency_id: whose solutions.
        definitions: entries of the YAML schema, as a YAML or JSON reader returns them.
        now: the instant of saving.
        by: who saves, for the history.
        dry_run: check and compare only; ids of new ones are then without meaning.

    Returns:
        One entry per definition, in order.

    Raises:
        Malformed: a mistake; the sentence begins with its path, such as `solutions[2].trigger.unit`.
    """
    read = [read_definition(written, f"solutions[{i}]") for i, written in enumerate(definitions)]
    _check_names(read)
    _check_templates(agency_id, read)
    _check_pools(agency_id, read)
    with transaction.atomic():
        saved = _save_all(agency_id, [(each, {}) for each in read], now=now, by=by)
        if dry_run:
            transaction.set_rollback(True)
    return saved


def save_system_solutions(
    agency_id: int, solutions: Sequence[tuple[object, Mapping[str, Any]]], *, now: datetime, by: str
) -> list[Saved]:
    """Create or update what the matrix of system notifications makes; all or none.

    They are marked, so that they are no part of the agency's own file, and may use built-in templates.

    Args:
        agency_id: whose solutions.
        solutions: an entry of the YAML schema each, and columns that the schema does not name.
        now: the instant of saving.
        by: who saves, for the history.

    Raises:
        Malformed: a mistake in an entry, or its name belongs to a solution of the agency.
    """
    read = [
        (read_definition(written, f"system[{i}]"), {**columns, "is_system": True})
        for i, (written, columns) in enumerate(solutions)
    ]
    _check_names([definition for definition, _ in read])
    with transaction.atomic():
        return _save_all(agency_id, read, now=now, by=by)


def _save_all(
    agency_id: int, read: Sequence[tuple[Definition, Mapping[str, Any]]], *, now: datetime, by: str
) -> list[Saved]:
    agency = Agency.objects.get(pk=agency_id)
    saved = []
    for i, (definition, more) in enumerate(read):
        columns, alternatives = _columns(agency, definition, f"solutions[{i}]")
        saved.append(_save(agency_id, definition, ({**columns, **more}, alternatives, now, by)))
    return saved


def _check_names(definitions: Sequence[Definition]) -> None:
    seen: set[str] = set()
    for i, definition in enumerate(definitions):
        if definition.name in seen:
            path = f"solutions[{i}].name"
            raise Malformed(f"{path}: “{definition.name}” is there twice; names are unique.", path=path)
        seen.add(definition.name)


def _check_templates(agency_id: int, definitions: Sequence[Definition]) -> None:
    known = set(Template.objects.filter(agency_id=agency_id, deleted_at=None).values_list("name", flat=True))
    for i, definition in enumerate(definitions):
        for k, line in enumerate(definition.lines):
            if line.template not in known:
                path = f"solutions[{i}].notifications[{k}].template"
                there = f"there are {', '.join(sorted(known))}" if known else "there are none yet"
                sentence = f"{path}: there is no template “{line.template}”; {there}."
                raise Malformed(sentence, path=path)


def _check_pools(agency_id: int, definitions: Sequence[Definition]) -> None:
    wanted = {i: each.reward.pool for i, each in enumerate(definitions) if each.reward and each.reward.pool}
    if not wanted:
        return
    known = set(PromoPool.objects.filter(agency_id=agency_id).values_list("name", flat=True))
    for i, pool in wanted.items():
        if pool not in known:
            path = f"solutions[{i}].reward.pool"
            there = f"there are {', '.join(sorted(known))}" if known else "there are none yet"
            raise Malformed(f"{path}: there is no promo pool “{pool}”; {there}.", path=path)


def _columns(
    agency: Agency, definition: Definition, path: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the planner reads: the solution's own columns, and its alternatives."""
    trigger, deadline, quiet = definition.trigger, definition.deadline, definition.quiet
    columns = {
        "category": definition.category,
        "recipe": definition.recipe,
        "purpose": definition.purpose,
        "kind": definition.kind,
        "mode": definition.mode,
        "anchor": "event" if trigger.event else trigger.anchor,
        "event_kind": trigger.event,
        "offset": trigger.offset,
        "unit": trigger.unit,
        "clock_at": trigger.at,
        "clock": definition.clock,
        "repeat_days": definition.repeat_days,
        "repeat_times": definition.repeat_times,
        "late": definition.late,
        "late_within": definition.late_within,
        "deadline_anchor": deadline.anchor if deadline else "",
        "deadline_offset": deadline.offset if deadline else None,
        "deadline_unit": deadline.unit if deadline else "",
        "deadline_at": deadline.at if deadline else None,
        "applies_to": definition.applies_to,
        "applies_since": _instant(definition.applies_since, agency.timezone),
        "quiet": quiet.mode,
        "quiet_from": quiet.start,
        "quiet_to": quiet.end,
        "minutes_saved": agency.minutes_saved
        if definition.minutes_saved is None
        else definition.minutes_saved,
        "specificity": specificity(definition.conditions),
        "is_sandbox": definition.is_sandbox,
        "is_critical": definition.is_critical,
        "stitches": definition.stitches,
        "corrections": definition.corrections,
        "sends_late_existing": definition.sends_late_existing,
        "action": definition.action,
        "reward": definition.reward.column if definition.reward else None,
        "guest_channels": guest_channels(definition.lines),
        "definition": definition.document,
    }
    return columns, alternatives_of(definition.conditions, f"{path}.conditions")


def guest_channels(lines: Sequence[Line]) -> list[str]:
    """The channels of all lines when every line goes to the guest or the client, else none (S25)."""
    if any(line.role not in ("guest", "client") for line in lines):
        return []
    return list(dict.fromkeys(step["channel"] for line in lines for step in line.chain))


def _instant(moment: datetime | None, zone: str) -> datetime | None:
    return to_instant(moment, zone) if moment and moment.tzinfo is None else moment


def _save(
    agency_id: int,
    definition: Definition,
    change: tuple[dict[str, Any], list[dict[str, Any]], datetime, str],
) -> Saved:
    columns, alternatives, now, by = change
    old = (
        Solution.objects.select_for_update(no_key=True)
        .filter(agency_id=agency_id, name=definition.name, deleted_at=None)
        .first()
    )
    if old and old.is_system != columns.get("is_system", False):
        raise Malformed(f"The name “{definition.name}” is taken by another kind of solution; choose another.")
    if old and old.definition == definition.document:
        return Saved(old.name, old.pk, "unchanged", old.version, old.is_active)
    solution = old or Solution(
        agency_id=agency_id, name=definition.name, created_at=now, version=0, position=_next(agency_id)
    )
    for column, value in {**columns, **_switched(solution, definition, now)}.items():
        setattr(solution, column, value)
    solution.message_group_id = _group_id(agency_id, definition.conditions, now)
    solution.version += 1
    solution.changed_at = now
    solution.save()
    _save_parts(solution, definition, alternatives)
    SolutionVersion.objects.create(
        agency_id=agency_id,
        solution=solution,
        version=solution.version,
        definition=definition.document,
        by=by,
        at=now,
    )
    outcome: Literal["created", "changed"] = "changed" if old else "created"
    return Saved(solution.name, solution.pk, outcome, solution.version, solution.is_active)


def _switched(solution: Solution, definition: Definition, now: datetime) -> dict[str, Any]:
    was = solution.is_active and solution.pk is not None
    if definition.is_active == was:
        return {"is_active": was}
    moment = "switched_on_at" if definition.is_active else "switched_off_at"
    return {"is_active": definition.is_active, moment: now}


def _next(agency_id: int) -> int:
    last = Solution.objects.filter(agency_id=agency_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _group_id(agency_id: int, conditions: Mapping[str, Any], now: datetime) -> int | None:
    """The message group that the solution names; a new name makes a group without properties."""
    name = conditions.get("message_group")
    if name is None:
        return None
    group, _ = MessageGroup.objects.get_or_create(
        agency_id=agency_id, name=name, defaults={"created_at": now}
    )
    return group.pk


def _save_parts(solution: Solution, definition: Definition, alternatives: list[dict[str, Any]]) -> None:
    whose = {"agency_id": solution.agency_id, "solution": solution}
    Alternative.objects.filter(agency_id=solution.agency_id, solution_id=solution.pk).delete()
    Alternative.objects.bulk_create(
        [Alternative(**whose, position=i, **columns) for i, columns in enumerate(alternatives)]
    )
    Notification.objects.filter(agency_id=solution.agency_id, solution_id=solution.pk).delete()
    Notification.objects.bulk_create(
        [Notification(**whose, position=i, **_line(line)) for i, line in enumerate(definition.lines)]
    )


def _line(line: Line) -> dict[str, Any]:
    columns = asdict(line)
    return {**columns, **{name: list(columns[name]) for name in ("chain", "cc", "bcc", "attach")}}
