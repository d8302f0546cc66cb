from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0003_payment_indexes_for_crosschecks"),
        ("intake", "0003_changes_of_villages"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="payment",
            name="payment_beneficiary_id",
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                fields=["beneficiary_id", "programme", "period_to", "period_from"],
                name="payment_entitlement",
            ),
        ),
    ]
