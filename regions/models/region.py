"""Administrative divisions by 12-digit code (GB/T 2260 and the NBS extension)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import divisions
from core.fields import CharField, CodeField
from regions.choices import RegionLevel
from regions.models import naming


class RegionQuerySet(models.QuerySet["Region"]):
    """Subtrees are code ranges, so every filter here is one index range."""

    def under(self, code: str) -> RegionQuerySet:
        """The region of this code and all below it; accepts short codes such as 3501."""
        return self.filter(code__range=divisions.code_range(code))

    def children_of(self, code: str) -> RegionQuerySet:
        return self.filter(parent_id=divisions.pad(code))

    def villages(self) -> RegionQuerySet:
        return self.filter(level=RegionLevel.VILLAGE)

    def townships(self) -> RegionQuerySet:
        return self.filter(level=RegionLevel.TOWNSHIP)

    def counties(self) -> RegionQuerySet:
        return self.filter(level=RegionLevel.COUNTY)

    def in_force(self, on: dt.date | None = None) -> RegionQuerySet:
        """Codes in force on that day, today by default; both dates count as in force."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class Region(models.Model):
    """One division. Rows are never deleted: a code that was abolished gets its last day."""

    code = CodeField(
        _("code"),
        max_length=divisions.CODE_LENGTH,
        primary_key=True,
        help_text=_("12 digits; higher divisions end in zeros."),
    )
    name = CharField(
        _("official name"), max_length=60, help_text=_("As the statistics bureau lists it.")
    )
    short_name = CharField(
        _("short name"),
        max_length=60,
        help_text=_("The name without its kind (village, community, town); used by the search."),
    )
    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    valid_from = models.DateField(
        _("in force from"), null=True, blank=True, help_text=_("First day; empty: always.")
    )
    valid_to = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("Last day; empty: still in force.")
    )

    # The places over it, once funds.selectors.places has looked them up for a page.
    above: str = ""

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{12}$"), name="region_code_digits"
            ),
            models.CheckConstraint(
                condition=Q(level__in=RegionLevel.values), name="region_level_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")),
                name="region_valid_in_order",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(level=RegionLevel.PROVINCE),
                name="region_has_parent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["short_name"],
                name="region_short_name",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(fields=["level", "code"], name="region_level_code"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name a villager uses: 浮岐村 for 浮岐村委会, 白云社区 for 白云社区居委会."""
        if self.level != RegionLevel.VILLAGE:
            return self.name
        return naming.display_village(self.name, self.short_name)

    @property
    def range(self) -> tuple[str, str]:
        """Lowest and highest code of the subtree, both inclusive."""
        return divisions.code_range(self.code)

    @property
    def ancestor_codes(self) -> list[str]:
        """Codes from the province down to the parent level, computed without a query.

        A code that skips a level (419001000000, under no real prefecture) yields candidates
        of which not each one needs to exist as a row.
        """
        return divisions.ancestors(self.code)[:-1]

    @property
    def is_village(self) -> bool:
        return self.level == RegionLevel.VILLAGE
