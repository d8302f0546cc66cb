"""What one inspector does not settle alone: requests to a second one, and explanations drawn to be
looked at again.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clues.choices import Explanation, RecheckState, RequestKind, RequestState
from clues.models.clue import Clue
from core.divisions import CODE_LENGTH, code_range
from core.fields import CodeField, TextField


class DecisionRequestQuerySet(models.QuerySet["DecisionRequest"]):
    def waiting(self) -> DecisionRequestQuerySet:
        return self.filter(state=RequestState.WAITING)

    def within_reach_of(self, user: User) -> DecisionRequestQuerySet:
        """Asked by a colleague of the office, or from a region below."""
        below = Q(asked_by__region_code__range=code_range(user.region_code)) & ~Q(
            asked_by__region_code=user.region_code
        )
        others = self.exclude(asked_by=user)
        return others.filter(Q(asked_by__office=user.office_id) | below)


class DecisionRequest(models.Model):
    """An inspector asks that a second one agree to explaining or closing a clue."""

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="requests", verbose_name=_("clue"))
    kind = models.CharField(_("what is asked"), max_length=10, choices=RequestKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    finding = models.CharField(_("finding"), max_length=20, choices=Explanation.choices)
    words = TextField(_("reason"))
    clean_until = models.DateField(_("clean until"), null=True)
    # What the clue said when it was asked; on another clue nobody agrees.
    basis = CodeField(_("digest of what it rests on"), max_length=32)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = TextField(_("answer"), blank=True)

    objects = DecisionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to a second inspector")
        verbose_name_plural = _("requests to a second inspector")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["clue"], condition=Q(state=RequestState.WAITING), name="request_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="request_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[RequestState.AGREED, RequestState.REFUSED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    state__in=[
                        RequestState.WAITING,
                        RequestState.RECALLED,
                        RequestState.OVERTAKEN,
                    ],
                    decided_by=None,
                ),
                name="request_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.kind} {self.state}"


class RecheckQuerySet(models.QuerySet["Recheck"]):
    def waiting(self) -> RecheckQuerySet:
        return self.filter(state=RecheckState.WAITING)


class Recheck(models.Model):
    """One explanation of these facts, and whether it was drawn to be looked at again (复核抽查).

    The draw is kept: explaining the same again draws no second time.
    """

    clue = models.ForeignKey(Clue, models.PROTECT, related_name="rechecks", verbose_name=_("clue"))
    facts_digest = CodeField(_("digest of the facts"), max_length=32)
    state = models.CharField(_("state"), max_length=10, choices=RecheckState.choices)
    finding = models.CharField(_("finding"), max_length=20, choices=Explanation.choices)
    # The higher of those who explained it: somebody above looks again.
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    explained_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("explained by")
    )
    explained_at = models.DateTimeField(_("explained"))
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("looked at again by")
    )
    decided_at = models.DateTimeField(_("looked at again"), null=True)
    words = TextField(_("what was found"), blank=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("explanation, perhaps looked at again")
        verbose_name_plural = _("explanations, perhaps looked at again")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=["region_code"],
                name="recheck_waiting",
                condition=Q(state=RecheckState.WAITING),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["clue", "facts_digest"],
                condition=~Q(state=RecheckState.OVERTURNED),
                name="recheck_drawn_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("explained_by")),
                name="recheck_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clue_id} {self.state}"
