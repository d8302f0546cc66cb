"""Three clocks to begin with; administrators set them to the local rules."""

from django.db import migrations


# 纪检: 工作规则 art. 16 (15 working days to accept and tell, passed on within 5); 信访工作条例 art. 34-36;
# EU 2019/1937 art. 9 and 11 (7 days, 3 months). Days to answer where the rule names none: two months.
CLOCKS = [
    ("discipline", "纪检监察", 5, 15, 44, 22, 22, True),
    ("petition", "信访", 15, 15, 60, 30, 30, False),
    ("eu", "EU 2019/1937", 7, 7, 90, 90, 90, False),
]


def load(apps, schema_editor):
    clock = apps.get_model("complaints", "Clock")
    for code, name, accept, tell, answer, extension, review, working in CLOCKS:
        clock.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "accept_days": accept,
                "tell_days": tell,
                "answer_days": answer,
                "extension_days": extension,
                "review_days": review,
                "working_days": working,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
