"""Keep what people allow, what they said of their stays, and secrets of stays."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_keep_bank_and_footer"),
        ("bookings", "0003_remember_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="charge_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="booking",
            name="codes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="has_card",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="booking",
            name="is_paid_at_once",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="booking",
            name="paying_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="booking",
            name="secrets",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="property",
            name="information",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="property",
            name="secrets",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="ConsentRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=20)),
                ("is_allowed", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("source", models.CharField(max_length=30)),
                ("text_version", models.CharField(blank=True, max_length=60)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("by", models.CharField(blank=True, max_length=254)),
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
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="bookings.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "person", "-at"], name="consent_records_newest_first")
                ],
            },
        ),
        migrations.CreateModel(
            name="Permission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=20)),
                ("is_allowed", models.BooleanField()),
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
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="permissions",
                        to="bookings.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "person", "channel", "kind"),
                        name="permission_once_per_channel_and_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=200)),
                ("rating", models.SmallIntegerField(null=True)),
                ("text", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
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
                (
                    "booking",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="bookings.booking",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "booking", "reference"), name="review_once_per_reference"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE bookings_property ALTER COLUMN secrets SET DEFAULT '{}', ALTER COLUMN information SET DEFAULT '[]'",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "ALTER TABLE bookings_booking ALTER COLUMN secrets SET DEFAULT '{}', ALTER COLUMN codes SET DEFAULT '{}', ALTER COLUMN has_card SET DEFAULT false, ALTER COLUMN is_paid_at_once SET DEFAULT false",
            migrations.RunSQL.noop,
        ),
        Fence("bookings_permission", {"person_id": "bookings_person"}, cascade=("person_id",)),
        Fence("bookings_consentrecord", {"person_id": "bookings_person"}, append_only=True),
        Fence("bookings_review", {"booking_id": "bookings_booking"}),
    ]
