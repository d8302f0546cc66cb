"""The frozen text of what the publication log holds: a view is never changed, only followed."""

from django.db import migrations


CREATE = """
CREATE VIEW publication_payment_1 AS
SELECT p.id AS key, p.batch_id AS batch, p.sheet, p.row_number, p.state,
    p.replaced_by_id AS replaced_by,
    programme.code AS programme, p.period_from, p.period_to, p.paid_on, p.paid_on_precision,
    p.amount, p.units, p.standard,
    p.batch_id AS batch_number, p.sheet AS place_sheet, p.row_number AS place_row, p.version,
    p.region_id AS region, p.village_group, p.recipient_class, p.household_size,
    p.beneficiary_name, p.payee_name, p.head_name,
    p.beneficiary_id, p.payee_id, p.head_id, p.account, p.phone, p.bank
FROM funds_payment AS p LEFT JOIN funds_programme AS programme ON programme.id = p.programme_id;

CREATE VIEW publication_allocation_1 AS
SELECT a.id AS key, a.batch_id AS batch, a.sheet, a.row_number, a.state,
    NULL::bigint AS replaced_by,
    programme.code AS programme, a.region_id AS region, a.from_office, a.to_office,
    a.document_number, a.allocated_on, a.amount, a.purpose,
    a.batch_id AS batch_number, a.sheet AS place_sheet, a.row_number AS place_row
FROM funds_allocation AS a LEFT JOIN funds_programme AS programme ON programme.id = a.programme_id;

CREATE VIEW publication_programme_1 AS
SELECT p.id AS key, NULL::bigint AS batch, ''::text AS sheet, 0 AS row_number,
    p.disclosure AS state, NULL::bigint AS replaced_by,
    p.code, p.name, p.short_name, p.category, p.level, p.department, p.description,
    p.who_may_apply, p.application_steps, p.materials, p.unit, p.household_benefit,
    p.means_tested, p.period_kind, p.due_rule, p.due_day, p.due_month, p.age_min, p.age_max,
    p.contact_unit, p.contact_phone, p.valid_from, p.valid_to,
    (SELECT string_agg(other.code, ',' ORDER BY other.code COLLATE "C")
        FROM funds_programme_exclusive_with AS link
        JOIN funds_programme AS other ON other.id = link.to_programme_id
        WHERE link.from_programme_id = p.id) AS exclusive_with,
    (SELECT string_agg(link.policydocument_id, ',' ORDER BY link.policydocument_id COLLATE "C")
        FROM funds_programme_policies AS link WHERE link.programme_id = p.id) AS policies
FROM funds_programme AS p;

-- A document has no number of its own; 60 bits of a digest of its address stand for one.
CREATE VIEW publication_policy_1 AS
SELECT ('x' || substr(md5(d.slug), 1, 15))::bit(60)::bigint AS key, NULL::bigint AS batch,
    ''::text AS sheet, 0 AS row_number, ''::text AS state, NULL::bigint AS replaced_by,
    d.slug, d.number, d.title, d.issuer, d.issued_on, d.effective_on, d.expires_on, d.level,
    d.body, d.source_note,
    (SELECT string_agg(a.sha256, ',' ORDER BY a.sha256 COLLATE "C")
        FROM funds_policyattachment AS a WHERE a.policy_id = d.slug) AS attachments
FROM funds_policydocument AS d;

CREATE VIEW publication_standard_1 AS
SELECT s.id AS key, NULL::bigint AS batch, ''::text AS sheet, 0 AS row_number, ''::text AS state,
    NULL::bigint AS replaced_by,
    programme.code AS programme, s.region_id AS region, s.recipient_class, s.amount, s.unit,
    s.basis, s.valid_from, s.valid_to, s.policy_id AS policy, s.source_note
FROM funds_standard AS s LEFT JOIN funds_programme AS programme ON programme.id = s.programme_id;
"""
DROP = """
DROP VIEW publication_payment_1, publication_allocation_1, publication_programme_1,
    publication_policy_1, publication_standard_1;
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0013_circumstances")]
    operations = [migrations.RunSQL(CREATE, DROP)]
