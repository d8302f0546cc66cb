from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0006_first_values"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="firstvalue",
            name="first_value_once",
        ),
        migrations.AddConstraint(
            model_name="firstvalue",
            constraint=models.UniqueConstraint(
                fields=("kind", "key"), include=("value",), name="first_value_once"
            ),
        ),
    ]
