"""Remember imports, so that an interrupted one goes on where it stopped."""

import django.db.models.deletion
from django.db import migrations, models

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_fence_tables"),
        ("bookings", "0002_fence_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=255)),
                (
                    "state",
                    models.CharField(choices=[("running", "Running"), ("done", "Done")], max_length=10),
                ),
                ("rows_done", models.IntegerField(default=0)),
                ("created", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                ("unchanged", models.IntegerField(default=0)),
                ("stale", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("started_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "digest"), name="import_once_per_digest")
                ],
            },
        ),
        Fence("bookings_import"),
    ]
