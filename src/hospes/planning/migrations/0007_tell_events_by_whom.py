"""Tell events by who caused them; find a booking's tasks by the booking, whatever the statistics say."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_keep_bank_and_footer"),
        ("bookings", "0004_keep_permissions_and_reviews"),
        ("planning", "0006_keep_system_notifications"),
    ]

    operations = [
        migrations.AddField(
            model_name="solution",
            name="event_by",
            field=models.CharField(blank=True, default="", max_length=10),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "ALTER TABLE planning_solution ALTER COLUMN event_by SET DEFAULT ''",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(model_name="task", name="task_once_per_solution_and_booking"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                fields=("booking", "solution", "occurrence", "agency"),
                name="task_once_per_solution_and_booking",
            ),
        ),
    ]
