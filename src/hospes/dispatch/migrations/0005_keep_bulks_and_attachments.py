"""Keep bulk messages, attachments and the facts that a message quoted."""

import django.db.models.deletion
from django.db import migrations, models

from hospes.agencies.tenancy import Fence, composite_keys


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_keep_bank_and_footer"),
        ("bookings", "0004_keep_permissions_and_reviews"),
        ("dispatch", "0004_lighten_claims"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="by",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="message",
            name="corrects",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="payload",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="quoted",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="sequence",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Bulk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("chain", models.JSONField(default=list)),
                ("purpose", models.CharField(blank=True, max_length=60)),
                ("kind", models.CharField(max_length=20)),
                ("words", models.JSONField()),
                ("filters", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("done", "Done"),
                        ],
                        max_length=10,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=254)),
                ("created_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
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
        ),
        migrations.AddField(
            model_name="message",
            name="bulk",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="dispatch.bulk",
            ),
        ),
        migrations.CreateModel(
            name="BulkRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("address", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=30)),
                ("parts", models.SmallIntegerField(default=1)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.booking",
                    ),
                ),
                (
                    "bulk",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="dispatch.bulk",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bookings.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=100)),
                ("content_id", models.CharField(blank=True, max_length=60)),
                ("content", models.BinaryField()),
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
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="dispatch.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "message", "position"), name="attachment_once_per_position"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="bulk",
            index=models.Index(fields=["agency", "-created_at"], name="bulks_newest_first"),
        ),
        migrations.AddIndex(
            model_name="bulkrecipient",
            index=models.Index(fields=["agency", "bulk", "state", "id"], name="bulk_recipients_by_state"),
        ),
        migrations.AddConstraint(
            model_name="bulkrecipient",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("included", "queued", "stopped"))),
                fields=("agency", "bulk", "address"),
                name="bulk_recipient_once_per_address",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE dispatch_message ALTER COLUMN sequence SET DEFAULT 0, ALTER COLUMN \"by\" SET DEFAULT ''",
            migrations.RunSQL.noop,
        ),
        Fence("dispatch_bulk"),
        Fence(
            "dispatch_bulkrecipient",
            {"bulk_id": "dispatch_bulk", "person_id": "bookings_person", "booking_id": "bookings_booking"},
            cascade=("bulk_id",),
        ),
        Fence("dispatch_attachment", {"message_id": "dispatch_message"}, cascade=("message_id",)),
        migrations.RunSQL(
            tuple(composite_keys("dispatch_message", {"bulk_id": "dispatch_bulk"}, ())),
            migrations.RunSQL.noop,
        ),
    ]
