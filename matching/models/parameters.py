"""What administrators set for a rule in a region, and the trials that come before it goes live."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.divisions import CODE_LENGTH, contains
from core.fields import CharField, CodeField, MoneyField, TextField
from matching.choices import TrialStatus, Verdict


class RuleParameter(models.Model):
    """A rule's parameter as one region has it for some time; where none is set the file's default
    holds. It counts only once its trial went live.
    """

    rule = CodeField(_("rule"), max_length=60)
    name = CodeField(_("parameter"), max_length=40)
    region_code = CodeField(
        _("region code"), max_length=CODE_LENGTH, help_text=_("The nearest region above counts.")
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    reason = CharField(_("why"), max_length=200)
    trial = models.ForeignKey(
        "matching.Trial", models.PROTECT, editable=False, related_name="parameters",
        verbose_name=_("trial"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("rule parameter")
        verbose_name_plural = _("rule parameters")
        ordering = ("rule", "name", "region_code", "valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=["trial", "name", "region_code", "valid_from"], name="rule_parameter_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="rule_parameter_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}.{self.name} {self.region_code} = {self.value:f}"


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, user: User) -> TrialQuerySet:
        """A sample comes from everywhere: only whoever sees the whole portal sees trials."""
        whole = contains(user.region_code, settings.PORTAL_REGION)
        return self if whole else self.none()


class Trial(models.Model):
    """A shadow run: a rule or parameters tried on past data without a clue being opened.

    A sample of its hits is judged; two different people sign; then it goes live.
    """

    rule = CodeField(_("rule"), max_length=60)
    rule_version = CodeField(_("rule version"), max_length=64)
    status = models.CharField(
        _("status"), max_length=12, choices=TrialStatus.choices, default=TrialStatus.WAITING
    )
    reason = CharField(_("why"), max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    found = models.IntegerField(_("found"), null=True)
    # How many of them stand as clues already, and how many clues would be gone.
    found_now = models.IntegerField(_("found by what is live"), null=True)
    amount = MoneyField(_("money at risk in yuan"), null=True)
    seconds = models.FloatField(_("seconds"), null=True)
    error = TextField(_("error"), blank=True)
    first_signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    live_at = models.DateTimeField(_("live since"), null=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(second_signed_by=None) | ~Q(second_signed_by=F("first_signed_by")),
                name="trial_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(live_at=None) | Q(second_signed_by__isnull=False),
                name="trial_live_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.pk}"


class TrialHit(models.Model):
    """One hit of a trial's sample, to be judged."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="sample")
    place = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    region_code = CodeField(max_length=CODE_LENGTH)
    amount = MoneyField()
    facts = models.JSONField()
    evidence = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True, default="")
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("place",)
        constraints = [
            models.UniqueConstraint(fields=["trial", "place"], name="trial_hit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trial_id} {self.place}"
