"""Runs of the cross-checks, and what they have seen."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.divisions import CODE_LENGTH
from core.fields import CodeField, TextField
from matching.choices import Mode


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

    @property
    def broken_off(self) -> bool:
        """Not at its end, and longer ago than the slowest rule may take: its workers were killed."""
        slowest = timedelta(seconds=settings.CROSSCHECK_TIMEOUT_SECONDS)
        return self.finished_at is None and self.started_at < timezone.now() - slowest


class RuleResult(models.Model):
    """What one rule did in one run."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="results", verbose_name=_("run"))
    rule = CodeField(_("rule"), max_length=60)
    rule_version = CodeField(_("rule version"), max_length=64)
    parameters = models.JSONField(_("parameters"), default=dict)
    looked_at = models.BigIntegerField(_("looked at"), default=0)
    # Of these, payments that it could not judge: nobody knows how many live in the household.
    unjudged = models.BigIntegerField(_("could not be judged"), default=0, db_default=0)
    # By registry the lines with a word that no list knows: they accuse nobody.
    unknown_words = models.JSONField(_("lines with unknown words"), default=dict)
    # By registry the counties where it kept still, because the list knows few there.
    thin_places = models.JSONField(_("kept still in"), default=dict)
    found = models.IntegerField(_("found"), default=0)
    new = models.IntegerField(_("new"), default=0)
    cleared = models.IntegerField(_("cleared"), default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    missing_registries = models.JSONField(_("missing registries"), default=list)
    stale_registries = models.JSONField(_("stale registries"), default=list)
    error = TextField(_("error"), blank=True)
    # The changes this rule looks at in this run; fixed at its start, so that a run killed half-way
    # goes on with the same ones. Empty in a full run means everything.
    input_fingerprint = CodeField(max_length=120, blank=True, default="")
    changes = models.JSONField(default=list)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("rule result")
        verbose_name_plural = _("rule results")
        ordering = ("rule",)
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="rule_once_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.rule}"

    @property
    def is_blind(self) -> bool:
        """Whether it saw less than it should: a registry is missing, stale or knows few, or it failed."""
        return bool(
            self.missing_registries
            or self.stale_registries
            or self.error
            or self.thin_coverage
            or self.thin_places
        )

    @property
    def thin_coverage(self) -> list[RegistryCoverage]:
        """Registries that are loaded, and know too few of whom the rule asks about."""
        return [part for part in self.coverage.all() if part.is_thin]


class RegistryCoverage(models.Model):
    """Of whom one rule asked about in one run, how many one registry knew: from a sample."""

    result = models.ForeignKey(
        RuleResult, models.CASCADE, related_name="coverage", verbose_name=_("rule result")
    )
    registry = CodeField(_("registry"), max_length=40)
    subjects = models.PositiveIntegerField(_("asked about"))
    known = models.PositiveIntegerField(_("known"))

    class Meta:
        verbose_name = _("coverage of a registry")
        verbose_name_plural = _("coverage of registries")
        ordering = ("registry",)
        constraints = [
            models.UniqueConstraint(fields=["result", "registry"], name="coverage_once_a_result")
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.registry} {self.known}/{self.subjects}"

    @property
    def percent(self) -> int | None:
        """Rounded down: nobody is said to be known who is not."""
        return self.known * 100 // self.subjects if self.subjects else None

    @property
    def is_thin(self) -> bool:
        bound = settings.CROSSCHECK_COVERAGE * self.subjects
        return self.registry not in self.result.missing_registries and self.known < bound


class ThinPlace(models.Model):
    """A county whose list knows too few of whom a rule accuses for standing in none: it keeps still.

    As counted when the last run began, of the people of some villages.
    """

    rule = CodeField(_("rule"), max_length=60)
    registry = CodeField(_("registry"), max_length=40)
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    subjects = models.PositiveIntegerField(_("asked about"))
    known = models.PositiveIntegerField(_("known"))

    class Meta:
        verbose_name = _("place where a registry knows few")
        verbose_name_plural = _("places where a registry knows few")
        ordering = ("rule", "registry", "region_code")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "registry", "region_code"], name="thin_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.registry} {self.region_code} {self.known}/{self.subjects}"


class RuleShard(models.Model):
    """A part of one rule's work in one run, done in one transaction by one worker."""

    result = models.ForeignKey(RuleResult, models.CASCADE, related_name="shards")
    number = models.PositiveSmallIntegerField(_("shard"))
    of = models.PositiveSmallIntegerField(_("of so many"))
    found = models.IntegerField(_("found"), default=0)
    new = models.IntegerField(_("new"), default=0)
    cleared = models.IntegerField(_("cleared"), default=0)
    looked_at = models.BigIntegerField(_("looked at"), default=0)
    # Of these, payments that it could not judge: nobody knows how many live in the household.
    unjudged = models.BigIntegerField(_("could not be judged"), default=0, db_default=0)
    seconds = models.FloatField(_("seconds"), default=0)
    error = TextField(_("error"), blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("shard")
        verbose_name_plural = _("shards")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["result", "number"], name="shard_once_a_result")
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.number}/{self.of}"


class ProcessedChange(models.Model):
    """That a rule has looked at a change of published rows.

    A row per rule and change, not a high-water mark: transactions may commit out of the order
    of their numbers, and a rule that failed must see the same changes again.
    """

    # Rule@version:digest of what it saw (matching.engine.fingerprints)
    fingerprint = CodeField(max_length=120)
    change_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "change_id"], name="change_processed_once"
            )
        ]
        indexes = [
            # Finds by prefix what was seen from a rule's older fingerprints.
            models.Index(
                fields=["fingerprint"],
                opclasses=["varchar_pattern_ops"],
                name="change_processed_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.change_id}"
