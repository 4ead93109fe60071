"""Fence the tables of bookings: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of bookings."""

    dependencies: ClassVar = [
        ("bookings", "0001_make_tables"),
        ("agencies", "0002_fence_tables"),
    ]

    operations: ClassVar = [
        Fence("bookings_person"),
        Fence("bookings_portal"),
        Fence("bookings_property", {"owner_id": "bookings_person"}, tied_to_agency=True),
        Fence(
            "bookings_booking",
            {
                "portal_id": "bookings_portal",
                "property_id": "bookings_property",
                "guest_id": "bookings_person",
                "client_id": "bookings_person",
                "agent_id": "bookings_person",
            },
        ),
        Fence("bookings_event", {"booking_id": "bookings_booking"}, append_only=True),
        Fence("bookings_payment", {"booking_id": "bookings_booking"}, append_only=True),
    ]
