from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0004_index_entitlements"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="paymenttotal",
            name="total_programme",
        ),
        migrations.AddIndex(
            model_name="paymenttotal",
            index=models.Index(
                fields=["programme", "region_code", "month"], name="total_programme_month"
            ),
        ),
    ]
