"""Find people by phone and by e-mail: who writes STOP, and what was refused at a new person's address."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [
        ("bookings", "0006_find_people_by_address"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["phone", "agency"], name="people_by_phone"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(Upper("email"), "agency", name="people_by_email"),
        ),
    ]
