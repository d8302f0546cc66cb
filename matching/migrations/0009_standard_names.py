"""The field's and the framework's words for what was named in our own; no row changes."""

from django.db import migrations, models


def _renamed(model: str, table: str, old: str, new: str, fields: list[str]) -> migrations.RunSQL:
    """A unique constraint's new name, without building its index anew."""
    rename = "ALTER TABLE {} RENAME CONSTRAINT {} TO {}"
    return migrations.RunSQL(
        rename.format(table, old, new),
        rename.format(table, new, old),
        state_operations=[
            migrations.RemoveConstraint(model, old),
            migrations.AddConstraint(model, models.UniqueConstraint(fields=fields, name=new)),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_near_pairs_have_keys")]

    operations = [
        migrations.RenameModel("SeenChange", "ProcessedChange"),
        migrations.RenameModel("Several", "MultiValuedKey"),
        migrations.RenameModel("NearNumbers", "SimilarIdentityPair"),
        migrations.RenameField("RuleResult", "standpoint", "input_fingerprint"),
        migrations.RenameField("ProcessedChange", "rule", "fingerprint"),
        migrations.RunSQL(
            "ALTER INDEX change_seen_by RENAME TO change_processed_by",
            "ALTER INDEX change_processed_by RENAME TO change_seen_by",
            state_operations=[
                migrations.RemoveIndex("ProcessedChange", "change_seen_by"),
                migrations.AddIndex(
                    "ProcessedChange",
                    models.Index(
                        fields=["fingerprint"],
                        opclasses=["varchar_pattern_ops"],
                        name="change_processed_by",
                    ),
                ),
            ],
        ),
        _renamed(
            "ProcessedChange", "matching_processedchange", "change_seen_once",
            "change_processed_once", ["fingerprint", "change_id"],
        ),
        _renamed(
            "MultiValuedKey", "matching_multivaluedkey", "several_once", "multi_valued_once",
            ["kind", "key"],
        ),
        _renamed(
            "SimilarIdentityPair", "matching_similaridentitypair", "near_pair_once",
            "similar_identity_pair_once", ["key"],
        ),
    ]  # fmt: skip
