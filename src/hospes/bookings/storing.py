"""Reads and writes whole sets of booking rows and events, each in one statement."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from hospes.bookings.history import Happening
from hospes.bookings.rows import BookingRow, Stored, read_stored, to_json
from hospes.kit.statements import load

Happened = tuple[int | None, Happening, bool]
"""Booking, event, and whether it was old news when we first saw it."""


def lock_rows(agency_id: int, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Stored]:
    """What is stored under portals and references, locked until the transaction ends."""
    keys = sorted(keys)
    parameters: dict[str, Any] = {
        "agency": agency_id,
        "portals": [portal for portal, _ in keys],
        "references": [reference for _, reference in keys],
    }
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "lock_bookings"), parameters)
        known = [read_stored(columns) for columns in cursor.fetchall()]
    return {(one.row.portal_id, one.row.reference): one for one in known}


def add_rows(agency_id: int, rows: Collection[BookingRow]) -> dict[tuple[int, str], int]:
    """Insert rows; those that another transaction inserted first are missing in what comes back."""
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "add_bookings"), {"agency": agency_id, "rows": _columns(rows)})
        return {(portal_id, reference): id for portal_id, reference, id in cursor.fetchall()}


def change_rows(agency_id: int, rows: Collection[BookingRow]) -> None:
    """Write rows over the stored ones, which the transaction has locked."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(load(__name__, "change_bookings"), {"agency": agency_id, "rows": _columns(rows)})


def record_happenings(agency_id: int, happened: Iterable[Happened], *, now: datetime) -> None:
    """Append events in the order given."""
    rows = [
        {"place": place, "booking_id": booking, "is_imported": old_news, **event._asdict()}
        for place, (booking, event, old_news) in enumerate(happened)
    ]
    if rows:
        parameters: dict[str, Any] = {"agency": agency_id, "rows": to_json(rows), "now": now}
        with connection.cursor() as cursor:
            cursor.execute(load(__name__, "record_events"), parameters)


def find_relatives(
    agency_id: int, addresses: Collection[str], *, people: Collection[int], properties: Collection[int]
) -> set[int]:
    """Bookings whose plan may follow from news of guests with these addresses, of people, of properties."""
    parameters: dict[str, Any] = {
        "agency": agency_id,
        "addresses": list(addresses),
        "people": list(people),
        "properties": list(properties),
    }
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "find_relatives"), parameters)
        return {id for (id,) in cursor.fetchall()}


def _columns(rows: Iterable[BookingRow]) -> str:
    return to_json(row._asdict() for row in rows)
