"""Facts for what a person writes: like those of a task, without one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hospes.dispatch.load_facts import PEOPLE, grouped_rows, with_permissions
from hospes.dispatch.recipients import Facts
from hospes.kit.statements import load

OF_BOOKINGS = load(__name__, "load_hand_facts")
OF_PEOPLE = load(__name__, "load_person_facts")


@dataclass(frozen=True, slots=True)
class Manner:
    """What kind of message it is, and what for."""

    kind: str = "service"
    purpose: str = ""


class Nothing(dict[str, Any]):
    """A group without a row: false, and every column of it is empty."""

    def __missing__(self, name: str) -> str:
        return ""


NOBODY = {"id": None}
NOBODIES: Mapping[str, Mapping[str, Any]] = dict.fromkeys(PEOPLE, NOBODY)
PERSON = ("id", "name", "email", "phone", "language", "country")
ADDRESSING = (
    "task.agency_id", "task.booking_id", "task.kind", "task.is_sandbox", "task.sends_email", "task.sends_sms",
    "task.is_late", "task.corrects", "task.event_kind", "task.occurrence", "task.repeat_times",
    "agency.languages", "agency.timezone", "agency.tester_email", "booking.language", "booking.arrival",
    "booking.departure", "booking.status", "booking.currency", "property.language", "property.timezone",
    "event.details",
)  # fmt: skip
"""What addressing and wording ask of every booking, whatever the words say."""


def facts_of_bookings(
    agency_id: int,
    booking_ids: Collection[int],
    manner: Manner,
    *,
    event_kind: str = "",
    only_role: str = "",
) -> dict[int, Facts]:
    """Booking → its facts; a booking that the agency does not have is left out.

    Args:
        agency_id: whose.
        booking_ids: which.
        manner: of the message.
        event_kind: also the booking's latest event of this kind.
        only_role: load no more than what addressing somebody in this role asks for, and the guest: a third
            of the columns, for long lists.
    """
    asked = {
        "agency_id": agency_id,
        "booking_ids": list(booking_ids),
        "kind": manner.kind,
        "purpose": manner.purpose,
        "event_kind": event_kind,
    }
    statement = _narrow(only_role) if only_role else OF_BOOKINGS
    rows = [{**NOBODIES, **row} for row in grouped_rows(statement, asked)]
    return with_permissions({row["task"]["booking_id"]: row for row in rows})


def _narrow(role: str) -> str:
    """The statement with few of its columns; the database then leaves out what only the others need."""
    people = [f"{one}.{column}" for one in dict.fromkeys(("guest", role)) for column in PERSON]
    columns = ", ".join(f'"{name}"' for name in (*ADDRESSING, *people))
    return f"SELECT {columns} FROM (\n{OF_BOOKINGS}) AS facts"


def facts_of_people(agency_id: int, person_ids: Collection[int], manner: Manner) -> dict[int, Facts]:
    """Person → facts in which this person is the guest and there is no booking."""
    asked = {
        "agency_id": agency_id,
        "person_ids": list(person_ids),
        "kind": manner.kind,
        "purpose": manner.purpose,
    }
    rows = grouped_rows(OF_PEOPLE, asked)
    return with_permissions({row["guest"]["id"]: {**row, **WITHOUT_BOOKING} for row in rows})


WITHOUT_BOOKING: Mapping[str, Mapping[str, Any]] = {
    "booking": Nothing(),
    "property": Nothing(),
    "portal": Nothing(),
    "event": {"kind": None, "at": None, "details": None},
    "client": NOBODY,
    "owner": NOBODY,
    "agent": NOBODY,
}
