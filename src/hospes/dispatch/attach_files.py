"""Attach to new messages the files that their lines want to go along."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from hospes.dispatch.attach_to_messages import attach_to_messages
from hospes.dispatch.drafts import Draft
from hospes.dispatch.models import Message
from hospes.dispatch.recipients import Facts
from hospes.planning.models import Notification

NO_BUNDLES: Mapping[int, int] = MappingProxyType({})
Key = tuple[int, int, int]
"""Agency, task and line of a solution."""


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
        "no_account", "iban", "bic", "card_is_charged", "not_in_calendar").
    """
    wanted = _wanted(drafts, facts, bundles)
    if not wanted:
        return {}
    messages = _messages_of(wanted)
    attached = {message: wanted[key] for message, key in messages.items()}
    left_out: dict[int, dict[str, str]] = {}
    for message, missing in attach_to_messages(attached, now=now).items():
        left_out.setdefault(messages[message][1], {}).update(missing)
    return left_out


def _messages_of(wanted: Collection[Key]) -> dict[tuple[int, int], Key]:
    """Agency and id of the messages of tasks and their lines → agency, task, line."""
    agencies, tasks, _ = (set(column) for column in zip(*wanted, strict=True))
    columns = ("agency_id", "id", "task_id", "notification")
    rows = Message.objects.filter(agency_id__in=agencies, task_id__in=tasks).values_list(*columns)
    keys = {(agency, id): (agency, task or 0, line) for agency, id, task, line in rows}
    return {message: key for message, key in keys.items() if key in wanted}


def _wanted(
    drafts: Sequence[Draft], facts: Mapping[int, Facts], bundles: Mapping[int, int]
) -> dict[Key, list[str]]:
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
