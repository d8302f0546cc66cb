from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0007_first_value_covers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="nearnumbers",
            name="near_numbers_once",
        ),
        migrations.AddField(
            model_name="nearnumbers",
            name="key",
            field=models.BinaryField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE matching_nearnumbers SET key ="
            " sha256(first_id || second_id || convert_to(region_id, 'UTF8'))"
            " || convert_to(right(region_id, 1), 'UTF8')",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="nearnumbers",
            name="key",
            field=models.BinaryField(),
        ),
        migrations.AddConstraint(
            model_name="nearnumbers",
            constraint=models.UniqueConstraint(fields=("key",), name="near_pair_once"),
        ),
    ]
