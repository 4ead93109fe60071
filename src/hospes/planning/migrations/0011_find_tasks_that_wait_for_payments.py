"""Find the tasks that a payment holds, to let them go when nobody finishes it."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0010_find_held_tasks_by_deadline"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["booking"],
                condition=Q(state="held", reason="paying"),
                name="tasks_that_wait_for_payments",
            ),
        ),
    ]
