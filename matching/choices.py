from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    INCREMENTAL = "incremental", _("What changed")
    FULL = "full", _("Everything")
