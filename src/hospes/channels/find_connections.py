"""Find an agency's connections."""

from __future__ import annotations

from hospes.channels.models import Connection
from hospes.kit.errors import NotFound


def find_connection(agency_id: int, name: str) -> Connection:
    """The connection of this name.

    Raises:
        NotFound: the agency has none of this name; the sentence names those there are.
    """
    found = Connection.objects.filter(agency_id=agency_id, name=name.strip()).first()
    if found is None:
        names = [f"“{one.name}”" for one in list_connections(agency_id)[:10]]
        there_are = f"use {' or '.join(names)}" if names else "there is none yet"
        raise NotFound(f"There is no connection “{name}”: {there_are}.", name=name)
    return found


def list_connections(agency_id: int) -> list[Connection]:
    """All connections of an agency, in the order in which they are used, those switched off included."""
    return list(Connection.objects.filter(agency_id=agency_id).order_by("channel", "rank", "id"))


def connected_channels(agency_id: int) -> frozenset[str]:
    """The channels for which a connection is switched on; e-mail has the outbox without one."""
    found = Connection.objects.filter(agency_id=agency_id, is_active=True)
    return frozenset(found.values_list("channel", flat=True))
