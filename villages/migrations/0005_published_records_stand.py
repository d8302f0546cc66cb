"""Contracts, works and decisions are marked, never edited or removed, by the database's word."""

from django.db import migrations


_COMMON = "id, batch_id, sheet, row_number, region_id, number, name"
_COLUMNS = {
    "contract": "kind, side, counterparty, counterparty_id, signed_on, starts_on, ends_on, price,"
    " instalment, every_months, first_due_on, decision_number, works_number, subject",
    "worksentry": "step, held_on, amount, party, funding_source, contract_number,"
    " decision_number, detail",
    "decisionentry": "subject, step, held_on, entitled, attended, in_favour, against, abstained,"
    " detail",
}
CREATE = "".join(
    f"""
CREATE TRIGGER {table}_content_stands BEFORE UPDATE OF {_COMMON}, {columns}
    ON villages_{table} FOR EACH ROW EXECUTE FUNCTION villages_refuse_edit();
CREATE TRIGGER {table}_stays BEFORE DELETE ON villages_{table}
    FOR EACH ROW EXECUTE FUNCTION villages_refuse_edit();
"""
    for table, columns in _COLUMNS.items()
)
DROP = "".join(
    f"""
DROP TRIGGER {table}_content_stands ON villages_{table};
DROP TRIGGER {table}_stays ON villages_{table};
"""
    for table in _COLUMNS
)


class Migration(migrations.Migration):
    dependencies = [("villages", "0004_records")]
    operations = [migrations.RunSQL(CREATE, DROP)]
