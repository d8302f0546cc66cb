"""What has been entered as what came of a clue, each entry under a name of its own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from clues.models import Clue
from core.templatetags.present import yuan


def entries_of(clue: Clue) -> dict[str, str]:
    """“outcome:7” and the like, and what it says; recovered money is an entry beside what is owed.
    The name of a sum has the sum in it: whoever saw another one names an entry that is no more.
    """
    entries = {
        f"outcome:{each.pk}": f"{each.name}: {each.describe()}" for each in clue.outcomes.all()
    }
    for money in clue.recoveries.all():
        names = {"name": money.owed_by, "due": yuan(money.due), "back": yuan(money.recovered)}
        if money.recovered < money.due:
            entries[f"owed:{money.pk}:{money.due - money.recovered}"] = (
                _("%(name)s still owes of %(due)s") % names
            )
        if money.recovered:
            entries[f"recovered:{money.pk}:{money.recovered}"] = (
                _("%(name)s has paid back %(back)s") % names
            )
    for task in clue.rectifications.all():
        entries[f"rectification:{task.pk}"] = f"{task.unit}: {task.what}"
    return entries
