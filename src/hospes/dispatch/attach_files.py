"""Attach to new messages the files that their lines want to go along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import structlog

from hospes.dispatch.drafts import Draft
from hospes.dispatch.files import Enclosed, Row, files_of
from hospes.dispatch.recipients import Facts
from hospes.dispatch.rows import bound_cursor, rows_of
from hospes.kit.statements import load
from hospes.planning.models import Notification

FIND = load(__name__, "find_attachables")
ATTACH = load(__name__, "attach_files")
SHOW = load(__name__, "show_files")
NO_BUNDLES: Mapping[int, int] = MappingProxyType({})
log = structlog.get_logger(__name__)


def attach_files(
    drafts: Sequence[Draft],
    facts: Mapping[int, Facts],
    *,
    now: datetime,
    bundles: Mapping[int, int] = NO_BUNDLES,
) -> dict[int, dict[str, str]]:
    """Make the calendar files, pages of codes and payment codes of messages that were just inserted.

    To be called in the transaction that inserted them. Costs one look at the lines when nothing goes along.
    A message never fails for a file: what cannot be made is left out. Repeating changes nothing.

    Args:
        drafts: what the messages were inserted from.
        facts: task → its facts.
        now: what calendar files say of their making.
        bundles: task → task whose messages speak for it too; the files of its lines go along with those to
            the same role.

    Returns:
        Task → what was left out ("calendar", "codes", "payment_qr") → why ("not_euro", "nothing_due",
        "no_account", "iban", "bic", "not_in_calendar").
    """
    wanted = _wanted(drafts, facts, bundles)
    if not wanted:
        return {}
    agencies, tasks, lines = zip(*wanted, strict=True)
    attach = [",".join(names) for names in wanted.values()]
    ids = {"agency_ids": list(agencies), "task_ids": list(tasks), "lines": list(lines), "attach": attach}
    made = [(row, files_of(row, now=now)) for row in rows_of(FIND, ids)]
    _insert(made)
    _show(made)
    return _left_out(made)


def _wanted(
    drafts: Sequence[Draft], facts: Mapping[int, Facts], bundles: Mapping[int, int]
) -> dict[tuple[int, int, int], list[str]]:
    """Agency, task and line of e-mails that have something go along → what."""
    mails = [one for one in drafts if one.task_id and one.channel == "email" and one.state == "queued"]
    solutions = {
        id: facts[id]["task"]["solution_id"] for id in {*bundles, *(one.task_id or 0 for one in mails)}
    }
    lines = _lines_with_files(set(solutions.values()))
    found = {}
    for one in mails if lines else ():
        task = one.task_id or 0
        own = [line for line in lines.get(solutions[task], ()) if line.position == one.notification]
        spoken_for = [solutions[other] for other, leader in bundles.items() if leader == task]
        own += [line for id in spoken_for for line in lines.get(id, ()) if line.role == one.role]
        if own:
            key = (facts[task]["task"]["agency_id"], task, one.notification)
            found[key] = list(dict.fromkeys(name for line in own for name in line.attach))
    return found


def _lines_with_files(solution_ids: set[int]) -> dict[int, list[Notification]]:
    lines: dict[int, list[Notification]] = {}
    for line in (
        Notification.objects.filter(solution_id__in=solution_ids).exclude(attach=[]).order_by("position")
    ):
        lines.setdefault(line.solution_id, []).append(line)
    return lines


def _insert(made: Sequence[tuple[Row, Enclosed]]) -> None:
    files = [
        (row["agency_id"], row["id"], position, file)
        for row, enclosed in made
        for position, file in enumerate(enclosed.files)
    ]
    if not files:
        return
    columns = {
        "agency_id": [agency for agency, *_ in files],
        "message_id": [message for _, message, *_ in files],
        "position": [position for *_, position, _ in files],
        **{
            name: [getattr(file, name) for *_, file in files]
            for name in ("name", "content_type", "content_id", "content")
        },
    }
    with bound_cursor() as cursor:
        cursor.execute(ATTACH, columns)


def _show(made: Sequence[tuple[Row, Enclosed]]) -> None:
    changed = [(row, one) for row, one in made if one.sequence or one.html != row["html"]]
    if not changed:
        return
    columns = {
        "agency_id": [row["agency_id"] for row, _ in changed],
        "message_id": [row["id"] for row, _ in changed],
        "sequence": [one.sequence for _, one in changed],
        "html": [one.html for _, one in changed],
    }
    with bound_cursor() as cursor:
        cursor.execute(SHOW, columns)


def _left_out(made: Sequence[tuple[Row, Enclosed]]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for row, enclosed in made:
        if enclosed.left_out:
            log.info("files_left_out", message=row["id"], **enclosed.left_out)
            found.setdefault(row["task_id"], {}).update(enclosed.left_out)
    return found
