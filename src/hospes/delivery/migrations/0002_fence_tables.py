"""Fence the tables of delivery: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of delivery."""

    dependencies: ClassVar = [
        ("delivery", "0001_make_tables"),
        ("dispatch", "0002_fence_tables"),
    ]

    operations: ClassVar = [
        Fence("delivery_attempt", {"message_id": "dispatch_message"}),
        Fence("delivery_receipt", {"message_id": "dispatch_message"}, tied_to_agency=True),
    ]
