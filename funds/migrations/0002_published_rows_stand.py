"""Published rows are marked, never edited or removed, by the database's word."""

from django.db import migrations


CREATE = """
CREATE FUNCTION funds_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published rows of % are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Publish a correction or withdraw the batch.';
END $$;
CREATE TRIGGER payment_content_stands BEFORE UPDATE OF
    id, batch_id, sheet, row_number, version, programme_id, region_id, village_group,
    period_from, period_to, paid_on, amount, units, standard, recipient_class, household_size,
    beneficiary_name, beneficiary_id, payee_name, payee_id, head_name, head_id, account, bank,
    phone
    ON funds_payment FOR EACH ROW EXECUTE FUNCTION funds_refuse_edit();
CREATE TRIGGER payment_stays BEFORE DELETE ON funds_payment
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_edit();
CREATE TRIGGER allocation_content_stands BEFORE UPDATE OF
    id, batch_id, sheet, row_number, programme_id, region_id, from_office, to_office,
    document_number, allocated_on, amount, purpose
    ON funds_allocation FOR EACH ROW EXECUTE FUNCTION funds_refuse_edit();
CREATE TRIGGER allocation_stays BEFORE DELETE ON funds_allocation
    FOR EACH ROW EXECUTE FUNCTION funds_refuse_edit();
"""
DROP = """
DROP TRIGGER payment_content_stands ON funds_payment;
DROP TRIGGER payment_stays ON funds_payment;
DROP TRIGGER allocation_content_stands ON funds_allocation;
DROP TRIGGER allocation_stays ON funds_allocation;
DROP FUNCTION funds_refuse_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
