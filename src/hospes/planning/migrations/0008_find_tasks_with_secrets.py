"""Find the tasks that hold secrets back, to let them go when their bookings are paid."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0007_tell_events_by_whom"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["booking"],
                condition=Q(state="held", reason="secret_not_due"),
                name="tasks_that_hold_secrets_back",
            ),
        ),
    ]
