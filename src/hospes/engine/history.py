"""The past of an agency's bookings, to be played again: each is booked, and takes its later status later."""

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import connection

from hospes.bookings.facts import BookingFacts, PersonFacts
from hospes.kit.statements import load

PAGE = 2_000
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
FIRST_STATUS = {"pending": "pending", "rejected": "pending", "inquiry": "inquiry"}
"""Final status → the one that a booking came with; all others came confirmed."""
PEOPLE = ("guest", "client", "agent")
TREES = ("custom", "secrets")
PERSON = ("name", "email", "phone", "language", "country", "timezone")


@dataclass(slots=True)
class History:
    """What happens at which instant, in order of time; reads the bookings page by page.

    Source: interfaces.md — in a simulation each booking is received at its `booked_at` as confirmed (pending
    if it was) and takes its later status at `status_at`.
    """

    agency_id: int
    pending: list[tuple[datetime, int, BookingFacts]] = field(default_factory=list)
    bookings: Iterator[BookingFacts] = field(init=False)
    upcoming: BookingFacts | None = field(init=False)
    turns: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.bookings = read_bookings(self.agency_id)
        self.upcoming = next(self.bookings, None)

    def next_at(self) -> datetime | None:
        """The instant of the next happening; None when nothing more happens."""
        instants = [self.upcoming.booked_at] if self.upcoming else []
        if self.pending:
            instants.append(self.pending[0][0])
        return min(instants, default=None)

    def take(self, now: datetime) -> list[BookingFacts]:
        """What happens up to `now`: bookings as they first came, then later versions, each in order."""
        happening: list[BookingFacts] = []
        while self.upcoming and self.upcoming.booked_at <= now:
            happening.append(self._book(self.upcoming))
            self.upcoming = next(self.bookings, None)
        while self.pending and self.pending[0][0] <= now:
            happening.append(heapq.heappop(self.pending)[2])
        return happening

    def _book(self, final: BookingFacts) -> BookingFacts:
        """The booking as it came in; its final status, when it is another one, is put aside for its time."""
        status = FIRST_STATUS.get(final.status, "confirmed")
        if status != final.status:
            at = max(final.status_at or final.booked_at, final.booked_at)
            heapq.heappush(self.pending, (at, next(self.turns), replace(final, status_at=at)))
        return replace(final, status=status, status_at=final.booked_at, cancelled_by="")


def read_bookings(agency_id: int) -> Iterator[BookingFacts]:
    """All bookings of an agency as facts, by the instant of booking; a page at a time."""
    after: tuple[datetime, int] = (BEGINNING, 0)
    while True:
        with connection.cursor() as cursor:
            parameters: dict[str, Any] = {
                "agency": agency_id,
                "after": after[0],
                "after_id": after[1],
                "most": PAGE,
            }
            cursor.execute(load(__name__, "read_history"), parameters)
            names = [column.name for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        yield from (as_facts(row) for row in rows)
        if len(rows) < PAGE:
            return
        after = rows[-1]["booked_at"], rows[-1]["id"]


def as_facts(row: dict[str, Any]) -> BookingFacts:
    """A row of `sql/read_history.sql` as facts; its columns are named as the facts are."""
    read: dict[str, Any] = {
        **{name: value for name, value in row.items() if name != "id"},
        **{role: as_person(row[role]) for role in PEOPLE},
        "tags": tuple(row["tags"]),
        "codes": tuple(row["codes"]),
        **{name: json.loads(row[name]) if isinstance(row[name], str) else row[name] for name in TREES},
    }
    return BookingFacts(**read)


def as_person(columns: Any) -> PersonFacts | None:
    """A person's columns, as JSON or read already, as facts; None stays None."""
    if columns is None:
        return None
    values = json.loads(columns) if isinstance(columns, str) else columns
    return PersonFacts(**dict(zip(PERSON, values, strict=True)))
