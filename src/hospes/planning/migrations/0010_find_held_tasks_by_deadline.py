"""Find held tasks whose deadline has come, to let them expire."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0009_derive_columns_of_solutions"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                fields=["deadline"], condition=Q(state="held"), name="held_tasks_by_their_deadline"
            ),
        ),
    ]
