from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0005_kept_between_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirstValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("key", core.fields.SealedField()),
                ("value", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="first_value_once")
                ],
            },
        ),
        # Nothing is kept yet of what these rules saw: their next run looks at everything.
        migrations.RunSQL(
            "DELETE FROM matching_seenchange WHERE rule ~"
            " '^(one-number-two-names|account-of-several-households|exclusive-programmes)@'",
            migrations.RunSQL.noop,
        ),
    ]
