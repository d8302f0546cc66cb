"""Suspected matters and their evidence. Confidential: nothing of this app is ever public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clues.choices import Grade, Severity, Status
from core.divisions import CODE_LENGTH, code_range
from core.fields import MoneyField


class ClueQuerySet(models.QuerySet["Clue"]):
    def visible_to(self, user: User) -> ClueQuerySet:
        return self.filter(region_code__range=code_range(user.region_code))

    def open(self) -> ClueQuerySet:
        return self.exclude(status=Status.NO_LONGER_DETECTED)

    def for_queue(self) -> ClueQuerySet:
        """The desk's order: what is worth most and surest first."""
        return self.order_by("-amount", "-id")


class Clue(models.Model):
    """One suspected matter: a rule, a subject, and the rows that raised it.

    `source` and `source_key` say where it came from without a foreign key, so that any app
    above may open one; `facts` and `evidence` are snapshots and hold no number, only masks.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    source = models.CharField(
        _("source"), max_length=40, help_text=_("rule code, or what opened it")
    )
    source_key = models.CharField(_("fingerprint"), max_length=120)
    rule_version = models.CharField(_("rule version"), max_length=64, blank=True)
    status = models.CharField(
        _("status"), max_length=30, choices=Status.choices, default=Status.SUSPECTED
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices)
    grade = models.CharField(_("grade"), max_length=20, choices=Grade.choices)
    region_code = models.CharField(_("region code"), max_length=CODE_LENGTH)
    programme_code = models.CharField(_("programme"), max_length=20, blank=True)
    amount = MoneyField(_("money at risk in yuan"))
    facts = models.JSONField(_("facts"))
    evidence = models.JSONField(_("evidence"), help_text=_("the matched rows as they stood"))
    facts_digest = models.CharField(_("digest of the facts"), max_length=32)
    first_run = models.BigIntegerField(_("first run"))
    last_run = models.BigIntegerField(_("last run"))
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)

    objects = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = _("clue")
        verbose_name_plural = _("clues")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["status", "-amount", "-id"], name="clue_queue"),
            models.Index(fields=["region_code", "-amount"], name="clue_region"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="clue_fingerprint"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="clue_status_known"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("clues:clue", args=[self.number])
