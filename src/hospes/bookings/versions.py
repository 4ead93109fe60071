"""The row that a version of the facts asks for, given what is stored (pure)."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from hospes.bookings.facts import HIDDEN, BookingFacts
from hospes.bookings.people import tidy_language, tidy_tags, tidy_text
from hospes.bookings.rows import BookingRow, Stored

CENT = Decimal("0.01")


class Place(NamedTuple):
    """The ids that a booking points at."""

    portal_id: int
    property_id: int
    guest_id: int
    client_id: int | None
    agent_id: int | None


def is_stale(row: BookingRow, facts: BookingFacts, *, now: datetime) -> bool:
    """Whether the facts are older than what is stored; facts without a version are as new as now."""
    return (facts.version_at or now) < row.version_at


def first_row(facts: BookingFacts, place: Place, *, now: datetime) -> BookingRow:
    """The row of a booking that is seen for the first time.

    Without an instant of its status it has had that status since it was booked.
    """
    return BookingRow(
        id=None,
        **place._asdict(),
        reference=facts.reference.strip(),
        status=facts.status,
        status_at=_utc(facts.status_at or facts.booked_at),
        cancelled_by=_cancelled_by(facts),
        booked_at=_utc(facts.booked_at),
        received_at=now,
        version_at=_utc(facts.version_at or now),
        is_imported=False,
        starts_at=facts.starts_at and _utc(facts.starts_at),
        ends_at=facts.ends_at and _utc(facts.ends_at),
        total=facts.total.quantize(CENT),
        paid=facts.paid.quantize(CENT),
        currency=facts.currency.upper(),
        payment_method=tidy_text(facts.payment_method, 60),
        language=tidy_language(facts.language),
        tags=tidy_tags(facts.tags),
        codes=[code for text in facts.codes if (code := tidy_text(text, 200))],
        custom=json.loads(json.dumps(facts.custom, default=str)) if facts.custom else {},
        secrets=_secrets(facts, {}),
        **_as_given(facts),
    )


def next_row(known: Stored, facts: BookingFacts, place: Place, *, now: datetime) -> BookingRow:
    """The row after newer facts came for a stored booking.

    An older status never wins. Recorded payments count even when the source does not know of them.
    A forgotten person stays forgotten, with the notes that came with them.
    """
    old = known.row
    row = first_row(facts, place, now=now)._replace(
        id=old.id,
        received_at=old.received_at,
        is_imported=old.is_imported,
        paid=max(facts.paid.quantize(CENT), known.payments),
        version_at=max(old.version_at, _utc(facts.version_at)) if facts.version_at else old.version_at,
        **_status(old, facts, now=now),
        **({"secrets": _secrets(facts, old.secrets)} | _forgotten(known)),
    )
    # Facts without a version are as new as now: what is written by them must not lose to older ones later.
    return row if facts.version_at or row == old else row._replace(version_at=now)


def _as_given(facts: BookingFacts) -> dict[str, Any]:
    names = (
        "arrival", "departure", "adults", "children", "payment_due", "notes", "has_card", "charge_on",
        "is_paid_at_once",
    )  # fmt: skip
    return {name: getattr(facts, name) for name in names}


def _secrets(facts: BookingFacts, known: dict[str, str]) -> dict[str, str]:
    if facts.secrets is None:
        return known
    told = {name: known.get(name, "") if text == HIDDEN else text for name, text in facts.secrets.items()}
    return {name: text for name, text in told.items() if text}


def _status(old: BookingRow, facts: BookingFacts, *, now: datetime) -> dict[str, Any]:
    since = _utc(facts.status_at) if facts.status_at else None
    if facts.status == old.status:
        # Who cancelled may become known later; a status that is merely said again keeps its instant.
        newest = max(old.status_at, since) if since else old.status_at
        return {"status_at": newest, "cancelled_by": _cancelled_by(facts) or old.cancelled_by}
    if since and since < old.status_at:
        return {"status": old.status, "status_at": old.status_at, "cancelled_by": old.cancelled_by}
    return {"status_at": since or now}


def _cancelled_by(facts: BookingFacts) -> str:
    return tidy_text(facts.cancelled_by, 20).lower() if facts.status == "cancelled" else ""


def _forgotten(known: Stored) -> dict[str, Any]:
    old, gone = known.row, known.forgotten
    kept: dict[str, Any] = {
        role: getattr(old, role)
        for role in ("guest_id", "client_id", "agent_id")
        if getattr(old, role) in gone
    }
    if "guest_id" in kept:
        kept |= {name: getattr(old, name) for name in ("notes", "custom", "secrets", "codes")}
    return kept


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
