"""Which office a report goes to, and how long it has: kept by administrators."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from complaints.choices import Subject
from core.divisions import CODE_LENGTH
from core.fields import CharField, CodeField, SlugField


class Clock(models.Model):
    """How long an office has. Defaults to be set to the local rules; none is a constant."""

    code = SlugField(_("code"), max_length=20, unique=True)
    name = CharField(_("name"), max_length=60)
    accept_days = models.PositiveSmallIntegerField(
        _("days to take it up or pass it on"), help_text=_("counted from the day it arrives")
    )
    tell_days = models.PositiveSmallIntegerField(
        _("days to tell the reporter"), help_text=_("counted from the day it arrives")
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer"), help_text=_("counted from the day it arrives")
    )
    extension_days = models.PositiveSmallIntegerField(_("days of the one extension"))
    review_days = models.PositiveSmallIntegerField(_("days of the office above after “not solved”"))
    working_days = models.BooleanField(_("counted in working days"), default=True)

    class Meta:
        verbose_name = _("clock of reports")
        verbose_name_plural = _("clocks of reports")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """For a region and below, and a subject or all of them: the office that handles reports."""

    region_code = CodeField(
        _("region code"), max_length=CODE_LENGTH, help_text=_("12 digits; the subtree it serves")
    )
    subject = models.CharField(
        _("subject"), max_length=20, choices=Subject.choices, blank=True,
        help_text=_("empty: all that nobody else of the region handles"),
    )  # fmt: skip
    office = models.ForeignKey(Office, models.CASCADE, related_name="dispatches")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="dispatches")

    class Meta:
        verbose_name = _("office that handles reports")
        verbose_name_plural = _("offices that handle reports")
        ordering = ("region_code", "subject")
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "subject", "office"], name="dispatch_once"
            ),
            models.CheckConstraint(
                condition=Q(region_code__regex=r"^\d{12}$"), name="dispatch_region_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.get_subject_display()}: {self.office}"
