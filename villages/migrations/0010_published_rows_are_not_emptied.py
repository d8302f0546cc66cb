"""TRUNCATE passes the triggers of single rows: tables of published rows refuse it too."""

from django.db import migrations


TABLES = (
    "villages_ledgerline", "villages_contract", "villages_worksentry", "villages_decisionentry",
    "villages_voucher",
)  # fmt: skip
CREATE = "".join(
    f"CREATE TRIGGER {table}_keep BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION villages_refuse_edit();\n"
    for table in TABLES
)
DROP = "".join(f"DROP TRIGGER {table}_keep ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("villages", "0009_arrived_files")]
    operations = [migrations.RunSQL(CREATE, DROP)]
