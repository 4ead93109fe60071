"""Lists in pages by key: a page begins after the last row seen, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection

from hospes.insight.search_bookings import search_bookings
from hospes.kit.errors import Malformed

COUNTED = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the instant and the id of its last row."""

    at: datetime
    row_id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.row_id}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """The place that was written as text; empty text is the beginning.

        Raises:
            Malformed: the text is not a place.
        """
        if not text:
            return None
        at, _, row_id = text.rpartition("_")
        try:
            place = cls(datetime.fromisoformat(at), int(row_id))
        except ValueError as error:
            raise Malformed(
                "This is no place in a list: start from its first page.", field="after"
            ) from error
        if place.at.tzinfo is None or not 0 < place.row_id < 2**63:
            raise Malformed("This is no place in a list: start from its first page.", field="after")
        return place


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a list somebody wants to see; empty means everything.

    `since` and `until` are instants, the first included, the second not.
    """

    states: tuple[str, ...]
    words: str = ""
    solution_id: int | None = None
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the states is chosen."""
        return bool(self.words or self.solution_id or self.channel or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows and the place where the next begins; None: there is no more."""

    rows: Sequence[Row]
    following: Place | None


def find_ids(statement: str, agency_id: int, choice: Choice, *, after: Place | None, most: int) -> list[int]:
    """Run one of the statements that find a page; one id more than `most` says that there is a next page."""
    bookings = search_bookings(agency_id, choice.words) if choice.words else None
    asked: dict[str, Any] = {
        "agency": agency_id,
        "states": list(choice.states),
        "bookings": bookings,
        "solution": choice.solution_id,
        "channel": choice.channel or None,
        "since": choice.since,
        "until": choice.until,
        "after_at": after.at if after else None,
        "after_id": after.row_id if after else None,
        "most": most + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [row[0] for row in cursor.fetchall()]


def count_states(statement: str, agency_id: int, states: Sequence[str]) -> dict[str, int]:
    """Run one of the statements that count by state; a count of 10,001 means that there are more."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"agency": agency_id, "states": list(states), "most": COUNTED + 1})
        return dict(cursor.fetchall())
