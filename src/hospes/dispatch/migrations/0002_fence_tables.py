"""Fence the tables of dispatch: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of dispatch."""

    dependencies: ClassVar = [
        ("dispatch", "0001_make_tables"),
        ("planning", "0002_fence_tables"),
        ("channels", "0002_fence_tables"),
    ]

    operations: ClassVar = [
        Fence(
            "dispatch_message",
            {
                "task_id": "planning_task",
                "solution_id": "planning_solution",
                "booking_id": "bookings_booking",
                "person_id": "bookings_person",
                "connection_id": "channels_connection",
            },
            tied_to_agency=True,
        ),
    ]
