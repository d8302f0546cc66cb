"""How far a payment's date can be taken at its word; what was assumed before is not told any more."""

from django.db import migrations, models


_STANDS = """
DROP TRIGGER payment_content_stands ON funds_payment;
CREATE TRIGGER payment_content_stands BEFORE UPDATE OF
    id, batch_id, sheet, row_number, version, programme_id, region_id, village_group,
    period_from, period_to, paid_on, {more} amount, units, standard, recipient_class,
    household_size, beneficiary_name, beneficiary_id, payee_name, payee_id, head_name, head_id,
    account, bank, phone
    ON funds_payment FOR EACH ROW EXECUTE FUNCTION funds_refuse_edit();
"""
# Sheets that were told then that they do not say when the money was paid.
_ASSUMED = """
UPDATE funds_payment AS p SET paid_on_precision = 'assumed'
FROM intake_batchproblem AS told
WHERE told.code = 'paid-date-missing' AND told.batch_id = p.batch_id AND told.sheet = p.sheet
    AND p.paid_on = p.period_to
"""
CHOICES = [
    ("day", "the day is known"),
    ("month", "only the month is known"),
    ("assumed", "not stated; the end of the period is assumed"),
]


class Migration(migrations.Migration):
    dependencies = [("funds", "0009_loosenings"), ("intake", "0005_redactions")]
    operations = [
        migrations.AddField(
            "payment", "paid_on_precision",
            models.CharField(
                choices=CHOICES, db_default="day", max_length=7, verbose_name="precision of the date"
            ),
        ),
        migrations.AlterField(
            "payment", "paid_on",
            models.DateField(
                help_text="The first day of the month where only that is known.",
                verbose_name="paid on",
            ),
        ),
        migrations.RunSQL(_ASSUMED, migrations.RunSQL.noop),
        migrations.RunSQL(_STANDS.format(more="paid_on_precision,"), _STANDS.format(more="")),
    ]  # fmt: skip
