"""The frozen text of what the publication log holds: a view is never changed, only followed."""

from django.db import migrations, models


_ROW = """{0}.id AS key, {0}.batch_id AS batch, {0}.sheet, {0}.row_number, {0}.state,
    {0}.replaced_by_id AS replaced_by"""
_PLACE = "{0}.batch_id AS batch_number, {0}.sheet AS place_sheet, {0}.row_number AS place_row"
_ALONE = "NULL::bigint AS batch, ''::text AS sheet, 0 AS row_number"
CREATE = f"""
CREATE VIEW publication_ledger_1 AS
SELECT {_ROW.format("l")}, l.region_id AS region, l.month, l.entry, l.entered_on,
    l.voucher_number, l.summary, l.category, l.amount, l.balance, l.counterparty, l.handler,
    l.witness, l.approver, l.supervision, l.funding_source, l.document_number, l.contract_number,
    l.works_number, l.attachments, l.invoice_code, l.invoice_number, l.version,
    {_PLACE.format("l")}, l.counterparty_id, l.account
FROM villages_ledgerline AS l;

CREATE VIEW publication_contract_1 AS
SELECT {_ROW.format("c")}, c.region_id AS region, c.number, c.name, c.kind, c.side,
    c.counterparty, c.signed_on, c.starts_on, c.ends_on, c.price, c.instalment, c.every_months,
    c.first_due_on, c.decision_number, c.works_number, c.subject, {_PLACE.format("c")},
    c.counterparty_id
FROM villages_contract AS c;

CREATE VIEW publication_works_1 AS
SELECT {_ROW.format("w")}, w.region_id AS region, w.number, w.name, w.step, w.held_on, w.amount,
    w.party, w.funding_source, w.contract_number, w.decision_number, w.detail, {_PLACE.format("w")}
FROM villages_worksentry AS w;

CREATE VIEW publication_decision_1 AS
SELECT {_ROW.format("d")}, d.region_id AS region, d.number, d.name, d.subject, d.step, d.held_on,
    d.entitled, d.attended, d.in_favour, d.against, d.abstained, d.detail, {_PLACE.format("d")}
FROM villages_decisionentry AS d;

CREATE VIEW publication_posting_1 AS
SELECT p.id AS key, {_ALONE}, p.status AS state, NULL::bigint AS replaced_by,
    p.region_id AS region, duty.code AS duty, p.period_from, p.period_to, p.kind, p.title, p.body,
    p.objection_days, p.objection_office, p.objection_phone,
    to_char(p.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS published_at
FROM villages_posting AS p JOIN villages_disclosureitem AS duty ON duty.id = p.duty_id
WHERE p.status IN ('published', 'withdrawn');

CREATE VIEW publication_voucher_1 AS
SELECT v.id AS key, {_ALONE}, v.status AS state, NULL::bigint AS replaced_by,
    v.region_id AS region, v.month, v.voucher_number, v.kind, v.place, v.width, v.height, v.masks,
    v.public_sha256, v.sha256, v.page, v.invoice_code, v.invoice_number, v.invoice_amount
FROM villages_voucher AS v WHERE v.status IN ('published', 'withdrawn');
"""
DROP = """
DROP VIEW publication_ledger_1, publication_contract_1, publication_works_1,
    publication_decision_1, publication_posting_1, publication_voucher_1;
"""


class Migration(migrations.Migration):
    dependencies = [("villages", "0013_status_of_vouchers_and_postings")]
    operations = [
        migrations.AddField(
            model_name="voucher",
            name="public_sha256",
            field=models.BinaryField(
                max_length=32, null=True, verbose_name="SHA-256 of the public picture"
            ),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
