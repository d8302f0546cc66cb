"""The log is only ever added to, by the database's word; and its beginning."""

from django.db import migrations


TABLES = (
    "publication_tile", "publication_statement", "publication_run", "publication_block",
    "publication_checkpoint", "publication_publishedfiles", "publication_cosignature",
    "publication_verification", "publication_trailseal",
)  # fmt: skip
CREATE = (
    """
CREATE FUNCTION publication_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
    + "".join(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION publication_refuse_edit();\n"
        f"CREATE TRIGGER {table}_keep BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION publication_refuse_edit();\n"
        for table in TABLES
    )
    # Random bytes do not shrink; and a single seed is read without its neighbours.
    + """
ALTER TABLE publication_block ALTER COLUMN commitments SET STORAGE EXTERNAL,
    ALTER COLUMN seeds SET STORAGE EXTERNAL;
ALTER TABLE publication_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
INSERT INTO publication_head (id, size, root, partial) VALUES (1, 0, sha256(''), '{}'),
    (2, 0, sha256(''), '{}');
"""
)
DROP = (
    "".join(
        f"DROP TRIGGER {table}_stays ON {table}; DROP TRIGGER {table}_keep ON {table};\n"
        for table in TABLES
    )
    + "DROP FUNCTION publication_refuse_edit(); DELETE FROM publication_head;"
)


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
