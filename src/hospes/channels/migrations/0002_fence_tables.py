"""Fence the tables of channels: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of channels."""

    dependencies: ClassVar = [
        ("channels", "0001_make_tables"),
        ("agencies", "0002_fence_tables"),
    ]

    operations: ClassVar = [
        Fence("channels_connection"),
    ]
