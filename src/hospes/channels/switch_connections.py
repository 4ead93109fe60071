"""Switch connections on and off."""

from __future__ import annotations

from hospes.channels.find_connections import find_connection
from hospes.channels.models import Connection


def switch_connection(agency_id: int, name: str, *, on: bool) -> bool:
    """Switch a connection on or off; what is on the wire ends, what waits for it goes on waiting.

    Switched on, it starts without a memory of earlier trouble.

    Returns:
        Whether it was the other way before.

    Raises:
        NotFound: there is no such connection.
    """
    found = find_connection(agency_id, name)
    if found.is_active == on:
        return False
    changes = {"is_active": True, "paused_until": None, "failures": 0} if on else {"is_active": False}
    return bool(
        Connection.objects.filter(id=found.id, agency_id=agency_id, is_active=not on).update(**changes)
    )
