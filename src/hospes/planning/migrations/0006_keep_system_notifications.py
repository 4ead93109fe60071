"""Keep the matrix of system notifications, promo codes and what recipes need."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from hospes.agencies.tenancy import Fence


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_keep_bank_and_footer"),
        ("planning", "0005_list_tasks_by_state"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="attach",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="solution",
            name="action",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="solution",
            name="corrections",
            field=models.CharField(default="none", max_length=10),
        ),
        migrations.AddField(
            model_name="solution",
            name="guest_channels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="solution",
            name="is_critical",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="solution",
            name="is_system",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="solution",
            name="reward",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="solution",
            name="stitches",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="task",
            name="corrects",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="PromoPool",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField()),
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
        migrations.CreateModel(
            name="PromoCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("taken_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
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
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.task",
                    ),
                ),
                (
                    "pool",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="planning.promopool",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SystemNotification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event", models.CharField(max_length=30)),
                ("audience", models.CharField(max_length=20)),
                ("target", models.CharField(blank=True, max_length=254)),
                ("channel", models.CharField(max_length=10)),
                ("is_active", models.BooleanField(default=False)),
                (
                    "leads",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, size=None
                    ),
                ),
                ("template", models.CharField(blank=True, max_length=100)),
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
        ),
        migrations.AddConstraint(
            model_name="promopool",
            constraint=models.UniqueConstraint(fields=("agency", "name"), name="promo_pool_once_per_name"),
        ),
        migrations.AddConstraint(
            model_name="promocode",
            constraint=models.UniqueConstraint(
                fields=("agency", "pool", "code"), name="promo_code_once_per_pool"
            ),
        ),
        migrations.AddConstraint(
            model_name="promocode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("task__isnull", False)),
                fields=("agency", "task"),
                name="promo_code_once_per_task",
            ),
        ),
        migrations.AddConstraint(
            model_name="systemnotification",
            constraint=models.UniqueConstraint(
                fields=("agency", "event", "audience", "target", "channel"),
                name="system_notification_once_per_cell",
            ),
        ),
        Fence("planning_systemnotification"),
        Fence("planning_promopool"),
        Fence(
            "planning_promocode",
            {"pool_id": "planning_promopool", "task_id": "planning_task"},
            cascade=("pool_id",),
        ),
    ]
