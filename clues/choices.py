"""What the portal suspects (疑点) until a person registers it as a clue (问题线索)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    SUSPECTED = "suspected", _("Suspected")
    NO_LONGER_DETECTED = "no-longer-detected", _("No longer detected")


class Severity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Grade(models.TextChoices):
    """How sure the match is that stands behind a clue."""

    EXACT = "exact", _("Identity number and name agree")
    OTHER_NAME = "other-name", _("Identity number agrees, the name differs")
