"""Keep how the provider calls the message of a receipt, and let receipts only ever be added and adopted."""

from typing import ClassVar

from django.db import migrations, models

TABLE = "delivery_receipt"
KEPT = (
    "id", "agency_id", "provider", "event_id", "kind", "at", "recorded_at", "detail", "raw", "provider_id",
)  # fmt: skip
OLD, NEW = (", ".join(f"{row}.{column}" for column in KEPT) for row in ("OLD", "NEW"))


class Migration(migrations.Migration):
    """A column, an index for receipts without a message, two triggers."""

    dependencies: ClassVar = [("delivery", "0003_keep_room_in_pages")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="receipt",
            name="provider_id",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(message__isnull=True),
                fields=["agency", "provider", "provider_id"],
                name="receipts_without_a_message",
            ),
        ),
        migrations.RunSQL(
            [
                f"CREATE TRIGGER {TABLE}_only_added BEFORE DELETE ON {TABLE}"
                " FOR EACH ROW EXECUTE FUNCTION hospes_refuse_change()",
                f"CREATE TRIGGER {TABLE}_only_adopted BEFORE UPDATE ON {TABLE} FOR EACH ROW"
                f" WHEN (OLD.message_id IS NOT NULL OR NEW.message_id IS NULL"
                f" OR ({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION hospes_refuse_change()",
            ],
            migrations.RunSQL.noop,
        ),
    ]
