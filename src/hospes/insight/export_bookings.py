"""Export bookings."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from hospes.bookings.models import Booking
from hospes.insight.cells import as_lines

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
}


def export_bookings(agency_id: int, *, form: str = "csv", since: datetime | None = None) -> Iterator[str]:
    """The bookings of an agency as lines of a file in the canonical columns, by the time of booking.

    Args:
        agency_id: whose bookings.
        form: `csv` or `jsonl`.
        since: only bookings whose facts changed from this instant on.
    """
    chosen = Booking.objects.filter(Q(version_at__gte=since) if since else Q(), agency_id=agency_id)
    rows = chosen.order_by("booked_at", "id").values_list(*FIELDS.values()).iterator(chunk_size=2000)
    return as_lines(tuple(FIELDS), rows, form=form)
