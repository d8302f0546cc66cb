from django.conf import settings
from django.db import migrations, models


# As clues/services/opening.py reckons it from now on; what was explained stays so.
_NEW = "md5(facts::text || '|' || round(amount, 2))"
_WITH_AMOUNT = f"""
UPDATE clues_clue SET
    explained_digest = CASE WHEN explained_digest = facts_digest THEN {_NEW} ELSE explained_digest END,
    facts_digest = {_NEW}
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clues", "0006_no_government_sanction_for_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historyline",
            index=models.Index(fields=["at"], name="history_at"),
        ),
        migrations.RunSQL(_WITH_AMOUNT, migrations.RunSQL.noop),
    ]
