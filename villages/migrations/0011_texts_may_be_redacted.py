"""A redaction that two persons agreed to may take a text out of what stands."""

from django.db import migrations


CREATE = """
CREATE OR REPLACE FUNCTION villages_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND portal_redacting() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'published rows of % are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Publish a correction or withdraw the batch.';
END $$;
"""
DROP = """
CREATE OR REPLACE FUNCTION villages_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published rows of % are never edited or removed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Publish a correction or withdraw the batch.';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("villages", "0010_published_rows_are_not_emptied"),
        ("intake", "0005_redactions"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
