"""What is asked of evidence by query becomes columns: subject, sheets behind a clue, offices."""

import django.db.models.deletion
from django.db import migrations, models


# What a village's books are made of, and its cadres: of these the village's own office is asked.
_BOOKS = "('ledger', 'voucher', 'contract', 'works', 'decision')"
_SUBJECTS = """
UPDATE clues_clue SET subject_key = decode(split_part(source_key, ':', 1), 'hex')
WHERE split_part(source_key, ':', 1) ~ '^([0-9a-f]{2})+$'
"""
_KEEP = """
CREATE FUNCTION clues_keep_batches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.evidence = OLD.evidence THEN
        RETURN NULL;
    END IF;
    DELETE FROM clues_cluebatch WHERE clue_id = NEW.id;
    INSERT INTO clues_cluebatch (clue_id, batch_id)
    SELECT DISTINCT NEW.id, (piece ->> 'batch')::bigint
    FROM jsonb_array_elements(NEW.evidence) AS piece WHERE piece ->> 'batch' IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER clue_keeps_batches AFTER INSERT OR UPDATE OF evidence ON clues_clue
    FOR EACH ROW EXECUTE FUNCTION clues_keep_batches();
INSERT INTO clues_cluebatch (clue_id, batch_id)
SELECT DISTINCT clue.id, (piece ->> 'batch')::bigint
FROM clues_clue AS clue, jsonb_array_elements(clue.evidence) AS piece
WHERE piece ->> 'batch' IS NOT NULL;
"""
# The significant digits of a division's code: all that lies below begins with them.
_PREFIX = (
    "regexp_replace({code}, '^(..)0{{10}}$|^(.{{4}})0{{8}}$|^(.{{6}})0{{6}}$|^(.{{9}})000$',"
    " '\\1\\2\\3\\4')"
)
_OFFICES = f"""
CREATE VIEW clues_concernedoffice AS
SELECT whole.id AS clue_id, batch.office_id
FROM clues_clue AS whole
JOIN clues_clue AS part ON part.id = whole.id OR part.merged_into_id = whole.id
JOIN clues_cluebatch AS behind ON behind.clue_id = part.id
JOIN intake_batch AS batch ON batch.id = behind.batch_id
JOIN accounts_office AS office ON office.id = batch.office_id
WHERE NOT whole.duty
    AND NOT (office.kind = 'discipline' AND starts_with(batch.kind, 'registry:'))
UNION ALL
SELECT whole.id, batch.office_id
FROM clues_clue AS whole
JOIN clues_clue AS part ON part.id = whole.id OR part.merged_into_id = whole.id
JOIN intake_batch AS batch
    ON batch.programme_code = part.programme_code AND batch.kind = 'payments'
    AND batch.published_at IS NOT NULL
JOIN accounts_office AS office ON office.id = batch.office_id
WHERE NOT whole.duty AND part.programme_code <> ''
    AND NOT EXISTS (SELECT FROM clues_cluebatch AS behind WHERE behind.clue_id = part.id)
    AND (
        starts_with(part.region_code, {_PREFIX.format(code="office.region_code")})
        OR starts_with(office.region_code, {_PREFIX.format(code="part.region_code")})
    )
UNION ALL
SELECT whole.id, office.id
FROM clues_clue AS whole
JOIN clues_clue AS part ON part.id = whole.id OR part.merged_into_id = whole.id
JOIN accounts_office AS office
    ON office.region_code = part.region_code AND office.kind = 'village'
WHERE NOT whole.duty AND EXISTS (
    SELECT FROM jsonb_array_elements(part.evidence) AS piece
    WHERE piece ->> 'kind' IN {_BOOKS} OR piece ->> 'registry' = 'village-cadres'
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("clues", "0011_texts_may_be_redacted"),
        ("intake", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            "Clue", "subject_key", models.BinaryField(null=True, verbose_name="subject")
        ),
        migrations.RunSQL(_SUBJECTS, migrations.RunSQL.noop),
        migrations.RemoveIndex("Clue", "clue_standing"),
        migrations.AddIndex(
            "Clue",
            models.Index(
                condition=models.Q(("still_detected", True)),
                fields=["source", "subject_key"],
                include=["programme_code"],
                name="clue_standing",
            ),
        ),
        migrations.CreateModel(
            name="ClueBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.batch",
                        verbose_name="batch",
                    ),
                ),
                (
                    "clue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="behind",
                        to="clues.clue",
                    ),
                ),
            ],
            options={
                "verbose_name": "sheet behind a clue",
                "verbose_name_plural": "sheets behind clues",
                "constraints": [
                    models.UniqueConstraint(fields=("clue", "batch"), name="clue_batch_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ConcernedOffice",
            fields=[
                (
                    "clue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="clues.clue",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.office",
                    ),
                ),
            ],
            options={"db_table": "clues_concernedoffice", "managed": False},
        ),
        migrations.RunSQL(
            _KEEP,
            "DROP TRIGGER clue_keeps_batches ON clues_clue; DROP FUNCTION clues_keep_batches()",
        ),
        migrations.RunSQL(_OFFICES, "DROP VIEW clues_concernedoffice"),
    ]
