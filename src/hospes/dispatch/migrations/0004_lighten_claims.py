"""Let a claim change no index: the lease leaves the index, and pages keep room for the new row version."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Measured: every change of a message wrote to all its indexes."""

    dependencies: ClassVar = [("dispatch", "0003_count_repeats")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="message", name="messages_on_the_wire"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["id"], name="messages_being_sent"
            ),
        ),
        migrations.RunSQL("ALTER TABLE dispatch_message SET (fillfactor = 60)", migrations.RunSQL.noop),
    ]
