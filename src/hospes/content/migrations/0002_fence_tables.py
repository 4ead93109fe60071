"""Fence the tables of content: one agency never sees another."""

from typing import ClassVar

from django.db import migrations

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    """Composite keys and row-level security of content."""

    dependencies: ClassVar = [
        ("content", "0001_make_tables"),
        ("agencies", "0002_fence_tables"),
    ]

    operations: ClassVar = [
        Fence("content_template"),
        Fence("content_templateversion", {"template_id": "content_template"}, cascade=("template_id",)),
    ]
