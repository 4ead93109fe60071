"""List and count messages by state without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0007_find_messages_of_bulks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["agency", "state", "queued_at", "id"], name="messages_by_state_and_time"
            ),
        ),
    ]
