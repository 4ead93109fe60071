"""Plan solutions: bring all bookings of an agency to what changed solutions want."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from hospes.planning.plan_tasks import PlanOutcome, plan_tasks, settled_bookings

CHUNK = 2_000
"""Bookings of one transaction: changes of bookings wait for it, so it is short."""


def plan_solutions(
    agency_id: int,
    solution_ids: Sequence[int],
    *,
    now: datetime,
    edited: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> PlanOutcome:
    """Plan some solutions for all bookings of the agency, chunk by chunk, each in a transaction of its own.

    Interrupted, it can simply be called again: what is planned already stays as it is. Called inside a
    transaction, all of it commits or none.

    Args:
        agency_id: whose bookings.
        solution_ids: the solutions that were saved, switched or deleted.
        now: the instant of the change.
        edited: a person edited them, so nothing is caught up that is past (S15).
        progress: called after each chunk with the bookings done and all of them.
    """
    ids = settled_bookings(agency_id)
    outcome = PlanOutcome()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with transaction.atomic():
            planned = plan_tasks(
                agency_id, now=now, booking_ids=chunk, solution_ids=solution_ids, edited=edited
            )
        outcome = outcome.plus(planned)
        if progress:
            progress(start + len(chunk), len(ids))
    return outcome
