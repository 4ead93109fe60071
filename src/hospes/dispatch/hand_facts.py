"""Facts for what a person writes: like those of a task, without one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hospes.dispatch.load_facts import grouped_rows, with_permissions
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


def facts_of_bookings(
    agency_id: int, booking_ids: Collection[int], manner: Manner, *, event_kind: str = ""
) -> dict[int, Facts]:
    """Booking → its facts; a booking that the agency does not have is left out.

    Args:
        agency_id: whose.
        booking_ids: which.
        manner: of the message.
        event_kind: also the booking's latest event of this kind.
    """
    asked = {
        "agency_id": agency_id,
        "booking_ids": list(booking_ids),
        "kind": manner.kind,
        "purpose": manner.purpose,
        "event_kind": event_kind,
    }
    rows = grouped_rows(OF_BOOKINGS, asked)
    return with_permissions({row["task"]["booking_id"]: row for row in rows})


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
