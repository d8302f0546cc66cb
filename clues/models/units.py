"""What a unit answers for: talks with its heads (约谈) and inspection proposals to it (监察建议)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from clues.models.clue import Clue
from core.divisions import code_range
from core.fields import CharField, CodeField, TextField


class OfUnitQuerySet(models.QuerySet["OfUnit"]):
    def visible_to(self, user: User) -> OfUnitQuerySet:
        """Of the units of the region; never to the unit itself."""
        within = self.filter(office__region_code__range=code_range(user.region_code))
        return within.exclude(office=user.office_id)

    def addressed_to(self, user: User) -> OfUnitQuerySet:
        """What the user's own office is to answer for."""
        return self.filter(office=user.office_id)

    def open(self) -> OfUnitQuerySet:
        return self.filter(answered_at=None)


class OfUnit(models.Model):
    """What both have: which unit, about which clues, by when, and what came of it."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("unit"))
    clues = models.ManyToManyField(Clue, related_name="+", verbose_name=_("clues"))
    due_on = models.DateField(_("due"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    reply = TextField(_("reply of the unit"), blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("replied by")
    )
    answer = TextField(_("what came of it"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answer_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("answer recorded by")
    )

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.office_id} {self.pk}"


def _answered_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(answered_at=None, answer_by=None, answer="")
        | Q(answered_at__isnull=False, answer_by__isnull=False) & ~Q(answer=""),
        name=name,
    )


def _replied_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(replied_at=None, replied_by=None, reply="")
        | Q(replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply=""),
        name=name,
    )


class UnitTalk(OfUnit):
    """A talk with the heads of a unit: who, when, and what they undertook."""

    heads = CharField(_("with whom"), max_length=200)
    held_on = models.DateField(_("held on"))
    undertaken = TextField(_("what was undertaken"))

    class Meta(OfUnit.Meta):
        verbose_name = _("talk with a unit")
        verbose_name_plural = _("talks with units")
        constraints = [
            _answered_whole("unit_talk_answer_whole"), _replied_whole("unit_talk_reply_whole")
        ]  # fmt: skip


class InspectionProposal(OfUnit):
    """A proposal to a unit, on paper and with a deadline; the unit replies."""

    number = CodeField(_("number"), max_length=20, unique=True)
    text = TextField(_("what is proposed"))

    class Meta(OfUnit.Meta):
        verbose_name = _("inspection proposal")
        verbose_name_plural = _("inspection proposals")
        constraints = [
            _answered_whole("proposal_answer_whole"), _replied_whole("proposal_reply_whole")
        ]  # fmt: skip
