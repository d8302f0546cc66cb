"""How much of a programme whose recipients are not named may be shown in which place.

A class is a promise about the whole site: a masked name beside a list of full names of the same
village can be undone by whoever reads both. So each place is tested (funds.services.disclosing)
whenever anything is published in it; what was not tested is not shown.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.divisions import CODE_LENGTH
from core.fields import CodeField
from funds.choices import ShownName
from funds.models.catalogue import Programme


class DisclosedAreaQuerySet(models.QuerySet["DisclosedArea"]):
    def listed(self) -> DisclosedAreaQuerySet:
        """Villages whose rows may stand in public lists, masked."""
        return self.exclude(names=ShownName.NONE)

    def summed(self) -> DisclosedAreaQuerySet:
        """Areas whose sums may be shown."""
        return self.filter(sums=True)


class DisclosedArea(models.Model):
    """One programme in one village, or in an area above it: what of it the public may see."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="disclosed_areas", verbose_name=_("programme")
    )
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    # Areas above villages have no rows of their own and list none.
    names = models.CharField(
        _("what of a name is shown"), max_length=8, choices=ShownName.choices,
        default=ShownName.NONE,
    )  # fmt: skip
    sums = models.BooleanField(_("sums are shown"), default=False)
    tested_at = models.DateTimeField(_("tested"), auto_now=True)

    objects = DisclosedAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosed area")
        verbose_name_plural = _("disclosed areas")
        constraints = [
            models.UniqueConstraint(fields=["programme", "region_code"], name="disclosed_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.region_code} {self.names}"


class Companion(models.Model):
    """A programme with full names that most recipients of a masked one draw as well.

    Whoever knows this looks for a masked person among its recipients only.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="companions")
    companion = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    share = models.FloatField(_("share of the recipients, 0 to 1"))

    class Meta:
        verbose_name = _("companion programme")
        verbose_name_plural = _("companion programmes")
        constraints = [
            models.UniqueConstraint(fields=["programme", "companion"], name="companion_once")
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.companion_id} {self.share:.2f}"
