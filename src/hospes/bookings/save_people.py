"""Save people."""

from collections.abc import Iterable
from datetime import datetime

from hospes.bookings.people import PersonRow, merge_people
from hospes.bookings.saving import Saved, save_rows
from hospes.kit.statements import load


def save_people(
    agency_id: int, people: Iterable[PersonRow], *, now: datetime, own: Iterable[int] = ()
) -> dict[str, Saved]:
    """Create or complete people; idempotent, in the caller's transaction.

    Names and addresses of a known person are filled where empty and otherwise kept, so that a booking cannot
    redirect another booking's messages; language, country and zone follow the newest.

    Args:
        agency_id: whose people.
        people: rows; several with one key are merged, later ones win.
        now: the instant of creation.
        own: ids whose names and addresses may be replaced, because the same bookings brought them.

    Returns:
        Key → id and outcome.
    """
    rows: dict[str, PersonRow] = {}
    for person in people:
        rows[person.key] = merge_people(rows[person.key], person) if person.key in rows else person
    columns = {key: row._asdict() for key, row in rows.items()}
    return save_rows(load(__name__, "save_people"), columns, agency=agency_id, own=list(own), now=now)
