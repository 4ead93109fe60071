"""Let the words of a consent be emptied when a person is forgotten; nothing else of it ever changes."""

from typing import ClassVar

from django.db import migrations

TABLE = "bookings_consentrecord"
KEPT = (
    "id", "agency_id", "person_id", "channel", "kind", "is_allowed", "at", "recorded_at", "source",
    "text_version", "by",
)  # fmt: skip
OLD, NEW = (", ".join(f"{row}.{column}" for column in KEPT) for row in ("OLD", "NEW"))


class Migration(migrations.Migration):
    """Two triggers instead of one."""

    dependencies: ClassVar = [("bookings", "0004_keep_permissions_and_reviews")]

    operations: ClassVar = [
        migrations.RunSQL(
            [
                f"DROP TRIGGER {TABLE}_only_added ON {TABLE}",
                f"CREATE TRIGGER {TABLE}_only_added BEFORE DELETE ON {TABLE}"
                " FOR EACH ROW EXECUTE FUNCTION hospes_refuse_change()",
                f"CREATE TRIGGER {TABLE}_only_emptied BEFORE UPDATE ON {TABLE} FOR EACH ROW"
                f" WHEN (NEW.words <> '' OR ({OLD}) IS DISTINCT FROM ({NEW}))"
                " EXECUTE FUNCTION hospes_refuse_change()",
            ],
            migrations.RunSQL.noop,
        ),
    ]
