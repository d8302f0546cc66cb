"""What the box can lead to by a word; never a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PROGRAMME = "programme", _("Benefit")
    PLACE = "place", _("Place")
    POLICY = "policy", _("Policy")


# What people mean first when one word may mean several things.
WEIGHTS = {"alias": 0, "programme": 1, "county": 2, "township": 3, "village": 4, "policy": 5}


class Text(models.TextChoices):
    """Whose words a passage is."""

    POLICY = "policy", _("Policy document")
    DECISION = "decision", _("Village decision")
    LEDGER = "ledger", _("Village ledger")
