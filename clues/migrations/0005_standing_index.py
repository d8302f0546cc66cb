from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_office_email"),
        ("clues", "0004_newer_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("still_detected", True)),
                fields=["source", "source_key"],
                name="clue_standing",
            ),
        ),
    ]
