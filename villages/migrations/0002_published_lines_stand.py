"""Published ledger lines are marked, never edited or removed, by the database's word."""

from django.db import migrations


CREATE = """
CREATE FUNCTION villages_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published rows of % are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Publish a correction or withdraw the batch.';
END $$;
CREATE TRIGGER ledger_content_stands BEFORE UPDATE OF
    id, batch_id, sheet, row_number, version, region_id, month, entry, entered_on, voucher_number,
    summary, category, amount, balance, counterparty, counterparty_id, account, handler, witness,
    approver, supervision, funding_source, document_number, contract_number, works_number,
    attachments, invoice_code, invoice_number
    ON villages_ledgerline FOR EACH ROW EXECUTE FUNCTION villages_refuse_edit();
CREATE TRIGGER ledger_stays BEFORE DELETE ON villages_ledgerline
    FOR EACH ROW EXECUTE FUNCTION villages_refuse_edit();
"""
DROP = """
DROP TRIGGER ledger_content_stands ON villages_ledgerline;
DROP TRIGGER ledger_stays ON villages_ledgerline;
DROP FUNCTION villages_refuse_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("villages", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
