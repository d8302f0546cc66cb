"""Days that are otherwise than their weekday: public holidays, and weekends that are worked."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CharField


class Holiday(models.Model):
    """One day of the State Council's yearly notice on holidays; kept by administrators."""

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(
        _("is worked"), default=False, help_text=_("a weekend that is worked instead (调休)")
    )
    name = CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"

    @classmethod
    def exceptions(cls) -> dict[date, bool]:
        """What core.working_days asks for, in one query."""
        return dict(cls.objects.values_list("day", "is_working"))
