"""TRUNCATE passes the triggers of single rows: tables of published rows refuse it too."""

from django.db import migrations


TABLES = ("funds_payment", "funds_allocation")
CREATE = "".join(
    f"CREATE TRIGGER {table}_keep BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION funds_refuse_edit();\n"
    for table in TABLES
)
DROP = "".join(f"DROP TRIGGER {table}_keep ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_disclosed_areas")]
    operations = [migrations.RunSQL(CREATE, DROP)]
