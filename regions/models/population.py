"""How many people live in a place, as somebody has counted and published it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import CharField
from core.redaction import office_words
from regions.models.region import Region


class Population(models.Model):
    """Residents of a place in one year, with who says so."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="populations", verbose_name=_("region")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    people = models.PositiveIntegerField(_("residents"))
    source = CharField(
        _("source"), max_length=120, help_text=_("Who counted; shown beside every figure a head."),
        kept_as=office_words,
    )  # fmt: skip

    class Meta:
        verbose_name = _("number of residents")
        verbose_name_plural = _("numbers of residents")
        ordering = ["region", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="population_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="population_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.year}: {self.people}"

    @classmethod
    def latest_of(cls, codes: Iterable[str], year: int) -> dict[str, Population]:
        """By region the count of the year or the last one before; one query."""
        rows = cls.objects.filter(region__in=list(codes), year__lte=year).order_by("year")
        return {row.region_id: row for row in rows}
