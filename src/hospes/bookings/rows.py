"""A booking as it is stored, and how its rows travel to the database."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple


class BookingRow(NamedTuple):
    """All columns that facts decide, in the order of `sql/lock_bookings.sql`; `id` None: not stored yet."""

    id: int | None
    portal_id: int
    reference: str
    property_id: int
    guest_id: int
    client_id: int | None
    agent_id: int | None
    status: str
    status_at: datetime
    cancelled_by: str
    booked_at: datetime
    received_at: datetime
    version_at: datetime
    is_imported: bool
    arrival: date
    departure: date
    starts_at: datetime | None
    ends_at: datetime | None
    adults: int
    children: int
    total: Decimal
    paid: Decimal
    currency: str
    payment_due: date | None
    payment_method: str
    language: str
    tags: list[str]
    notes: str
    codes: list[str]
    has_card: bool
    charge_on: date | None
    is_paid_at_once: bool
    custom: dict[str, Any]
    secrets: dict[str, str]

    @property
    def dates(self) -> dict[str, str | None]:
        """What makes a move when it changes, as details of an event."""
        return {
            "arrival": self.arrival.isoformat(),
            "departure": self.departure.isoformat(),
            "starts_at": self.starts_at.isoformat() if self.starts_at else None,
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
        }


class Stored(NamedTuple):
    """What the database knows of a booking: its row, the sum of its payments, its forgotten people."""

    row: BookingRow
    payments: Decimal
    forgotten: frozenset[int]


def read_stored(columns: tuple[Any, ...]) -> Stored:
    """A row of `sql/lock_bookings.sql` as values."""
    *facts, custom, secrets, payments, forgotten = columns
    row = BookingRow._make([*facts, *(_loaded(value) for value in (custom, secrets))])
    return Stored(row, payments, frozenset(forgotten))


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def to_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as one JSON parameter for `jsonb_to_recordset`: dates in ISO 8601, amounts as exact text."""
    return json.dumps(list(rows), default=str, ensure_ascii=False)
