"""Confidential registries, and the runs of the cross-checks over them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from core.fields import SealedField
from intake.models import Batch
from matching.choices import Mode


class RegistrySource(models.Model):
    """What one office last loaded of one registry, and how long that stays good."""

    name = models.CharField(_("registry"), max_length=40)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("source office")
    )
    as_of = models.DateField(_("as of"))
    stale_after_days = models.PositiveIntegerField(_("stale after days"), default=45)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", verbose_name=_("batch"))
    rows = models.PositiveIntegerField(_("rows"))
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    class Meta:
        verbose_name = _("registry source")
        verbose_name_plural = _("registry sources")
        constraints = [
            models.UniqueConstraint(fields=["name", "office"], name="registry_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.office})"

    def is_stale(self, today: date) -> bool:
        return today > self.as_of + timedelta(days=self.stale_after_days)


class DeathRecord(models.Model):
    """One line of a death registry. Replaced lines stay, ended, as evidence of old clues."""

    batch = models.ForeignKey(Batch, models.DO_NOTHING, db_constraint=False, related_name="+")
    office = models.ForeignKey(
        Office, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    sheet = models.CharField(max_length=100)
    row_number = models.PositiveIntegerField()
    person_id = SealedField()
    name = models.CharField(max_length=60)
    died_on = models.DateField()
    source = models.CharField(max_length=60, blank=True, db_default="")
    ended = models.BooleanField(db_default=False)
    ended_by = models.BigIntegerField(null=True, help_text=_("the batch that replaced this line"))

    class Meta:
        verbose_name = _("death record")
        verbose_name_plural = _("death records")
        indexes = [
            models.Index(
                fields=["person_id"], condition=Q(ended=False), name="death_person_standing"
            ),
            models.Index(
                fields=["ended_by"], condition=Q(ended_by__isnull=False), name="death_ended_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}!{self.row_number}"


class Run(models.Model):
    """One cross-check over all rules."""

    mode = models.CharField(_("mode"), max_length=20, choices=Mode.choices)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    started_by_id = models.BigIntegerField(_("started by"), null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.pk} {self.mode}"


class RuleResult(models.Model):
    """What one rule did in one run."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="results", verbose_name=_("run"))
    rule = models.CharField(_("rule"), max_length=60)
    rule_version = models.CharField(_("rule version"), max_length=64)
    parameters = models.JSONField(_("parameters"), default=dict)
    looked_at = models.BigIntegerField(_("looked at"), default=0)
    found = models.IntegerField(_("found"), default=0)
    new = models.IntegerField(_("new"), default=0)
    cleared = models.IntegerField(_("cleared"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    missing_registries = models.JSONField(_("missing registries"), default=list)
    stale_registries = models.JSONField(_("stale registries"), default=list)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("rule result")
        verbose_name_plural = _("rule results")
        ordering = ("rule",)
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="rule_once_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.rule}"

    @property
    def is_blind(self) -> bool:
        """Whether it saw less than it should: a registry is missing or stale, or it failed."""
        return bool(self.missing_registries or self.stale_registries or self.error)


class SeenChange(models.Model):
    """That a rule has looked at a change of published rows.

    A row per rule and change, not a high-water mark: transactions may commit out of the order
    of their numbers, and a rule that failed must see the same changes again.
    """

    # code@version:digest of the programmes
    rule = models.CharField(max_length=120)
    change_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "change_id"], name="change_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.change_id}"
