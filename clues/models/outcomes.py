"""What came of a clue: measures against persons, money to come back, things to be put right."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clues.choices import (
    GOVERNMENT_SANCTIONS,
    PARTY_SANCTIONS,
    VILLAGE_MANAGER_SANCTIONS,
    Form,
    Measure,
    PersonKind,
    Sanction,
)
from clues.models.clue import Clue
from core.fields import CharField, MoneyField


class PersonOutcome(models.Model):
    """One measure against one person."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="outcomes", verbose_name=_("clue"))
    name = CharField(_("name"), max_length=60)
    post = CharField(_("unit and post"), max_length=100, blank=True)
    person_kind = models.CharField(_("kind of person"), max_length=20, choices=PersonKind.choices)
    form = models.PositiveSmallIntegerField(
        _("which of the four forms"), choices=Form.choices, null=True, blank=True
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices)
    sanction = models.CharField(
        _("which sanction"), max_length=24, choices=Sanction.choices, blank=True
    )
    filed = models.BooleanField(_("a case was filed (立案)"), default=False)
    decided_on = models.DateField(_("decided on"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("outcome for a person")
        verbose_name_plural = _("outcomes for persons")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(measure=Measure.PARTY, sanction__in=PARTY_SANCTIONS)
                | Q(measure=Measure.GOVERNMENT, sanction__in=GOVERNMENT_SANCTIONS)
                | ~Q(measure__in=[Measure.PARTY, Measure.GOVERNMENT]) & Q(sanction=""),
                name="outcome_sanction_fits_measure",
                violation_error_message=_(
                    "Party discipline and administrative sanctions name which one; no other "
                    "measure does."
                ),
            ),
            # 公职人员政务处分法 (2020) art. 2: who holds no public office gets none
            models.CheckConstraint(
                condition=~Q(person_kind=PersonKind.OTHER, measure=Measure.GOVERNMENT),
                name="outcome_government_art_2",
                violation_error_message=_(
                    "Administrative sanctions are for public officials and managers of village and "
                    "residents' committees (公职人员政务处分法, art. 2)."
                ),
            ),
            # 公职人员政务处分法 (2020) art. 22
            models.CheckConstraint(
                condition=~Q(person_kind=PersonKind.VILLAGE_MANAGER, measure=Measure.GOVERNMENT)
                | Q(sanction__in=VILLAGE_MANAGER_SANCTIONS),
                name="outcome_village_manager_art_22",
                violation_error_message=_(
                    "Managers of village and residents' committees can only get a warning, a "
                    "demerit or a major demerit (公职人员政务处分法, art. 22)."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.measure}"

    def describe(self) -> str:
        """The sanction by name, or the measure."""
        return self.get_sanction_display() if self.sanction else self.get_measure_display()


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def outstanding(self) -> RecoveryQuerySet:
        return self.filter(recovered__lt=F("due"))


class Recovery(models.Model):
    """Money that has to come back (应追缴), and how much of it has (已追缴)."""

    clue = models.ForeignKey(
        Clue, models.PROTECT, related_name="recoveries", verbose_name=_("clue")
    )
    owed_by = CharField(_("owed by"), max_length=100)
    due = MoneyField(_("to be recovered, yuan"))
    recovered = MoneyField(_("recovered, yuan"), default=0)
    due_on = models.DateField(_("due"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(due__gt=0, recovered__gte=0, recovered__lte=F("due")),
                name="recovery_within_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.recovered}/{self.due}"


class Rectification(models.Model):
    """Something that has to be put right besides the money."""

    clue = models.ForeignKey(
        Clue, models.PROTECT, related_name="rectifications", verbose_name=_("clue")
    )
    what = CharField(_("what has to be put right"), max_length=300)
    unit = CharField(_("by which unit"), max_length=100)
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True)
    done_words = CharField(_("how it was put right"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("rectification")
        verbose_name_plural = _("rectifications")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.clue_id} {self.what[:30]}"
