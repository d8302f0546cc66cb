"""An item to make public is no duty of a department, which clues know by that name."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("villages", "0011_texts_may_be_redacted")]
    operations = [migrations.RenameModel("Duty", "DisclosureItem")]
