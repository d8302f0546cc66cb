"""The five levels of administrative divisions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    """Levels as the National Bureau of Statistics counts them, highest first."""

    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("City (prefecture)")
    COUNTY = "county", _("County or district")
    TOWNSHIP = "township", _("Town or street")
    VILLAGE = "village", _("Village or community")


LEVEL_ORDER: dict[str, int] = {level: place for place, level in enumerate(RegionLevel.values)}
