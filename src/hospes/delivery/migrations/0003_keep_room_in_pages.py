"""Let the end of an attempt be written beside its beginning, without touching an index."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Every attempt is written once and changed once."""

    dependencies: ClassVar = [("delivery", "0002_fence_tables")]

    operations: ClassVar = [
        migrations.RunSQL("ALTER TABLE delivery_attempt SET (fillfactor = 60)", migrations.RunSQL.noop),
    ]
