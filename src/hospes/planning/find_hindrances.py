"""Find hindrances: why a solution made no task for bookings, for thousands of them at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hospes.kit.statements import load
from hospes.planning.asked import Asked, conditions_asked
from hospes.planning.models import Solution
from hospes.planning.plan_tasks import plan_parameters

CHUNK = 10_000
_OF_PAIRS = {"stitched": "stitched", "opted_out": "consent"}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """The first thing in the way of a pair: a verdict of `Explanation`, and the conditions that fail."""

    verdict: str
    failed: tuple[str, ...] = ()


def find_hindrances(
    agency_id: int, solution: Solution, booking_ids: Sequence[int], *, now: datetime
) -> dict[int, Hindrance]:
    """Why a solution made no task for bookings; the same verdicts as `explain_booking` gives one by one.

    What a booking that would get a task now lacks is only the next planning: its verdict is *eligible*.

    Args:
        agency_id: whose.
        solution: the solution.
        booking_ids: bookings without a task of it.
        now: the instant of asking.
    """
    if not solution.is_active:
        return dict.fromkeys(booking_ids, Hindrance("off"))
    parameters = {**plan_parameters(agency_id, now), "solutions": [solution.pk]}
    tree = conditions_asked(solution.definition)
    found: dict[int, Hindrance] = {}
    for start in range(0, len(booking_ids), CHUNK):
        chunk = list(booking_ids[start : start + CHUNK])
        found |= _of_chunk(solution, tree, {**parameters, "bookings": chunk})
    return found


def _of_chunk(
    solution: Solution, tree: Sequence[Asked], parameters: Mapping[str, Any]
) -> dict[int, Hindrance]:
    choices = [
        {"solution_id": solution.pk, "position": place, **alternative}
        for place, one in enumerate(tree)
        for alternative in one.alternatives
    ]
    asked = {**parameters, "choices": json.dumps(choices), "since": _since(solution)}
    checked = _fetch(load(__name__, "check_bookings"), asked)
    found = dict.fromkeys(parameters["bookings"], Hindrance("portal_excluded"))
    fitting = []
    for booking_id, is_older, group_id, held in checked:
        failed = tuple(one.key for place, one in enumerate(tree) if place not in held)
        found[booking_id] = _verdict(solution, failed, is_older=is_older, group_id=group_id)
        if not failed:
            fitting.append(booking_id)
    hindrances = _fetch(load(__name__, "find_hindrances"), {**parameters, "bookings": fitting})
    return {**found, **dict(_hindered(hindrances))}


def _verdict(
    solution: Solution, failed: tuple[str, ...], *, is_older: bool, group_id: int | None
) -> Hindrance:
    """The verdict of a pair that the planner does not list among those it would act on."""
    if failed:
        return Hindrance("conditions", failed)
    if solution.message_group_id and solution.message_group_id != group_id:
        return Hindrance("message_group")
    return Hindrance("scope" if is_older else "review")


def _since(solution: Solution) -> datetime | None:
    if solution.applies_to == "existing":
        return None
    return solution.applies_since if solution.applies_to == "since" else solution.switched_on_at


def _hindered(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[int, Hindrance]]:
    for booking_id, hindrance, has_anchor in rows:
        verdict = "no_anchor" if not has_anchor else _OF_PAIRS.get(hindrance, "eligible")
        yield booking_id, Hindrance(verdict)


def _fetch(sql: str, parameters: Mapping[str, Any]) -> list[Sequence[Any]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(sql, dict(parameters))
        return list(cursor.fetchall())
