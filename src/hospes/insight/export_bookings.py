"""Export bookings."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from hospes.bookings.facts import HIDDEN
from hospes.bookings.models import Booking
from hospes.insight.cells import as_lines
from hospes.kit.statements import load

FIELDS = {
    "reference": "reference",
    "status": "status",
    "status_at": "status_at",
    "cancelled_by": "cancelled_by",
    "portal": "portal__name",
    "property": "property__name",
    "owner_email": "property__owner__email",
    "owner_name": "property__owner__name",
    "agent_email": "agent__email",
    "guest_name": "guest__name",
    "guest_email": "guest__email",
    "guest_phone": "guest__phone",
    "guest_language": "guest__language",
    "guest_country": "guest__country",
    "client_name": "client__name",
    "client_email": "client__email",
    "client_phone": "client__phone",
    "booked_at": "booked_at",
    "arrival": "arrival",
    "departure": "departure",
    "starts_at": "starts_at",
    "ends_at": "ends_at",
    "adults": "adults",
    "children": "children",
    "total": "total",
    "paid": "paid",
    "currency": "currency",
    "payment_due": "payment_due",
    "payment_method": "payment_method",
    "tags": "tags",
    "property_tags": "property__tags",
    "owner_tags": "property__owner__tags",
    "notes": "notes",
    "has_card": "has_card",
    "charge_on": "charge_on",
    "paid_at_once": "is_paid_at_once",
    "codes": "codes",
}


def export_bookings(agency_id: int, *, form: str = "csv", since: datetime | None = None) -> Iterator[str]:
    """The bookings of an agency as lines of a file in the canonical columns, by the time of booking.

    Args:
        agency_id: whose bookings.
        form: `csv` or `jsonl`.
        since: only bookings whose facts changed from this instant on.

    Secrets are never written: their columns say only that there is one.
    """
    chosen = Booking.objects.filter(Q(version_at__gte=since) if since else Q(), agency_id=agency_id)
    fields = (*FIELDS.values(), "secrets")
    rows = chosen.order_by("booked_at", "id").values_list(*fields).iterator(chunk_size=2000)
    names = _secrets_of(agency_id)
    columns = (*FIELDS, *(f"secret_{name}" for name in names))
    return as_lines(columns, (_masked(row, names) for row in rows), form=form)


def _secrets_of(agency_id: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(load(__name__, "name_secrets"), {"agency": agency_id})
        return [name for (name,) in cursor.fetchall()]


def _masked(row: tuple[Any, ...], names: Sequence[str]) -> tuple[Any, ...]:
    *facts, secrets = row
    return (*facts, *(HIDDEN if name in secrets else "" for name in names))
