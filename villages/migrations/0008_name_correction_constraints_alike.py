from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0007_line_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="linecorrection",
            name="line_correction_two_persons",
        ),
        migrations.RemoveConstraint(
            model_name="linecorrection",
            name="line_correction_one_open",
        ),
        migrations.RenameIndex(
            model_name="linecorrection",
            new_name="linecorrection_new",
            old_name="line_correction_new",
        ),
        migrations.AddConstraint(
            model_name="linecorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("requested_by")), _negated=True),
                    _connector="OR",
                ),
                name="linecorrection_two_persons",
            ),
        ),
        migrations.AddConstraint(
            model_name="linecorrection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_by", None)),
                fields=("old",),
                name="linecorrection_one_open",
            ),
        ),
    ]
