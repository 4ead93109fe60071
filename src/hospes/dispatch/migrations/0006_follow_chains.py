"""Let a message go on over another channel to the same number, and find what nobody has acknowledged."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0005_keep_bulks_and_attachments"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="message", name="message_once_per_task_and_recipient"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=["agency", "task", "notification", "to_address", "channel"],
                condition=Q(task__isnull=False),
                name="message_once_per_task_and_recipient",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["sent_at"],
                condition=Q(channel="viber", state="sent") & ~Q(chain=[]),
                name="messages_that_may_be_unread",
            ),
        ),
    ]
