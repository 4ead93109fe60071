"""Fence the tables of agencies: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import AGENCY_POLICIES, MAKE_FUNCTIONS, MAKE_ROLES, Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of agencies."""

    dependencies: ClassVar = [
        ("agencies", "0001_make_tables"),
    ]

    operations: ClassVar = [
        migrations.RunSQL(MAKE_ROLES),
        migrations.RunSQL(MAKE_FUNCTIONS),
        migrations.RunSQL(AGENCY_POLICIES),
        Fence("agencies_member", or_own=True),
        Fence("agencies_auditentry", append_only=True),
    ]
