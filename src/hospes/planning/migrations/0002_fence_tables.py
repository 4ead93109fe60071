"""Fence the tables of planning: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of planning."""

    dependencies: ClassVar = [
        ("planning", "0001_make_tables"),
        ("bookings", "0002_fence_tables"),
    ]

    operations: ClassVar = [
        Fence("planning_messagegroup"),
        Fence(
            "planning_groupproperty",
            {"group_id": "planning_messagegroup", "property_id": "bookings_property"},
            cascade=("group_id",),
        ),
        Fence("planning_solution", {"message_group_id": "planning_messagegroup"}, tied_to_agency=True),
        Fence("planning_solutionversion", {"solution_id": "planning_solution"}, append_only=True),
        Fence("planning_alternative", {"solution_id": "planning_solution"}, cascade=("solution_id",)),
        Fence("planning_notification", {"solution_id": "planning_solution"}, cascade=("solution_id",)),
        Fence(
            "planning_task",
            {
                "solution_id": "planning_solution",
                "booking_id": "bookings_booking",
                "event_id": "bookings_event",
            },
        ),
    ]
