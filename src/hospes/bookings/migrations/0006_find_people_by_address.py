"""Let the index of people begin with the address, so that no other one is taken for finding people by it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0005_empty_words_of_consents"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="person", name="people_by_address"),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["address_key", "agency"], name="people_by_address"),
        ),
    ]
