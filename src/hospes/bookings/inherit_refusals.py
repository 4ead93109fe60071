"""Let a refusal at an address count for people who are met there later."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection

from hospes.bookings.record_consents import ConsentFacts, record_consents
from hospes.kit.statements import load

SOURCE = "same_address"


def inherit_refusals(agency_id: int, person_ids: Collection[int], *, now: datetime) -> list[int]:
    """Record for new people what was refused at their number or mailbox, whoever refused it (S25).

    Somebody who stopped messages and books again, or whose name is written otherwise, is a new person for us;
    the phone in their hand is the same. A yes is never taken over.

    Returns:
        The people for whom something is refused.
    """
    if not person_ids:
        return []
    parameters: dict[str, Any] = {"agency": agency_id, "people": list(person_ids)}
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "find_refusals"), parameters)
        refusals = [
            ConsentFacts(person, channel, kind, False, now, SOURCE)
            for person, channel, kind in cursor.fetchall()
        ]
    return record_consents(agency_id, refusals, now=now)
