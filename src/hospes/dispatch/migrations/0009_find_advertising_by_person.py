"""Find the advertising that somebody has had: it is one a day and three a stay (S21)."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0008_list_messages_by_state"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["agency", "person"], condition=Q(kind="marketing"), name="advertising_by_person"
            ),
        ),
    ]
