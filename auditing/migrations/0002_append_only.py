"""The log is append-only by the database's word, not only by ours."""

from django.db import migrations


CREATE = """
CREATE FUNCTION auditing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER auditevent_append_only BEFORE UPDATE OR DELETE ON auditing_auditevent
    FOR EACH ROW EXECUTE FUNCTION auditing_refuse();
CREATE TRIGGER auditevent_keep BEFORE TRUNCATE ON auditing_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION auditing_refuse();
CREATE TRIGGER sensitiveaccess_append_only BEFORE UPDATE OR DELETE ON auditing_sensitiveaccess
    FOR EACH ROW EXECUTE FUNCTION auditing_refuse();
CREATE TRIGGER sensitiveaccess_keep BEFORE TRUNCATE ON auditing_sensitiveaccess
    FOR EACH STATEMENT EXECUTE FUNCTION auditing_refuse();
"""
DROP = """
DROP TRIGGER auditevent_append_only ON auditing_auditevent;
DROP TRIGGER auditevent_keep ON auditing_auditevent;
DROP TRIGGER sensitiveaccess_append_only ON auditing_sensitiveaccess;
DROP TRIGGER sensitiveaccess_keep ON auditing_sensitiveaccess;
DROP FUNCTION auditing_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("auditing", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
