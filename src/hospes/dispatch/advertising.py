"""S21 for what people write: who has had enough advertising, whoever and whatever sent it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from hospes.dispatch.recipients import Facts
from hospes.dispatch.rows import rows_of
from hospes.kit.clock import local_date
from hospes.kit.statements import load

FIND = load(__name__, "find_advertised")
A_STAY = 3
Advertised = Mapping[int, list[tuple[int | None, datetime]]]
"""Person → booking and instant of each advertising message."""


def load_advertised(agency_id: int, person_ids: Collection[int]) -> Advertised:
    """What these people have had, or will have: messages of solutions, bulk messages and those by hand."""
    found: dict[int, list[tuple[int | None, datetime]]] = defaultdict(list)
    asked: dict[str, Any] = {"agency": agency_id, "people": list(person_ids)}
    for row in rows_of(FIND, asked) if person_ids else ():
        found[row["person_id"]].append((row["booking_id"], row["queued_at"]))
    return found


def is_capped(advertised: Advertised, person_id: int, facts: Facts, *, now: datetime) -> bool:
    """Whether one more is too much: there was one on this local day, or there were three for the stay.

    The day is that of the property's clock, else of the agency's.
    """
    had = advertised.get(person_id, [])
    zone = facts["property"]["timezone"] or facts["agency"]["timezone"]
    booking = facts["task"]["booking_id"]
    today = local_date(now, zone)
    of_stay = sum(1 for about, _ in had if booking is not None and about == booking)
    return of_stay >= A_STAY or any(local_date(at, zone) == today for _, at in had)
