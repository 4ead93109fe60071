"""Keep the bank account, the footer and the limit of messages at once of an agency."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_fence_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="account_holder",
            field=models.CharField(blank=True, max_length=70),
        ),
        migrations.AddField(
            model_name="agency",
            name="bic",
            field=models.CharField(blank=True, max_length=11),
        ),
        migrations.AddField(
            model_name="agency",
            name="blast_limit",
            field=models.IntegerField(default=20),
        ),
        migrations.AddField(
            model_name="agency",
            name="footer",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="agency",
            name="iban",
            field=models.CharField(blank=True, max_length=34),
        ),
    ]
