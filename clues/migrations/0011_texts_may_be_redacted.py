"""A redaction that two persons agreed to may take a text out of what stands."""

from django.db import migrations


CREATE = """
CREATE OR REPLACE FUNCTION clues_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND portal_redacting() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a line of a clue''s history is never changed';
END $$;
"""
DROP = """
CREATE OR REPLACE FUNCTION clues_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of a clue''s history is never changed';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("clues", "0010_split_off"), ("intake", "0005_redactions")]
    operations = [migrations.RunSQL(CREATE, DROP)]
