"""Do what tasks do instead of writing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hospes.bookings.confirm_bookings import confirm_booking
from hospes.kit.errors import Refused
from hospes.planning.plan_tasks import plan_tasks


def confirm_for(tasks: Sequence[Mapping[str, Any]], *, now: datetime) -> int:
    """Confirm the bookings of executed tasks and plan them again, in the transaction that executed them.

    So the task is done exactly when its booking is confirmed, and the confirmation message follows from its
    own solution. A booking that has ended meanwhile stays as it is. Returns how many were confirmed.
    """
    confirmed: dict[int, list[int]] = defaultdict(list)
    for task in tasks:
        try:
            confirm_booking(task["agency_id"], task["booking_id"], now=now, by="machine")
        except Refused:
            continue
        confirmed[task["agency_id"]].append(task["booking_id"])
    for agency_id, booking_ids in confirmed.items():
        plan_tasks(agency_id, booking_ids=booking_ids, now=now)
    return sum(map(len, confirmed.values()))
