"""Let an agency say whether door codes wait for the whole payment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_keep_bank_and_footer"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="secrets_need_payment",
            field=models.BooleanField(default=True),
        ),
        migrations.RunSQL(
            "ALTER TABLE agencies_agency ALTER COLUMN secrets_need_payment SET DEFAULT true",
            migrations.RunSQL.noop,
        ),
    ]
