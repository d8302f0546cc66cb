"""Clue numbers come from a sequence: set-wise inserts never number two clues alike."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clues", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE clues_clue_number", "DROP SEQUENCE clues_clue_number")
    ]
