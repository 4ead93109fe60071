"""Find the messages of a bulk message without reading those of its agency."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0006_follow_chains"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["agency", "bulk", "state"], condition=Q(bulk__isnull=False), name="messages_by_bulk"
            ),
        ),
    ]
