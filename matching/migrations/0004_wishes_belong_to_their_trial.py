import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_registries_shards_trials")]

    operations = [
        migrations.RemoveConstraint(model_name="ruleparameter", name="rule_parameter_once"),
        migrations.AlterField(
            model_name="ruleparameter",
            name="trial",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parameters",
                to="matching.trial",
                verbose_name="trial",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleparameter",
            constraint=models.UniqueConstraint(
                fields=("trial", "name", "region_code", "valid_from"), name="rule_parameter_once"
            ),
        ),
    ]
