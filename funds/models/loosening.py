"""A disclosure class made looser: asked by one administrator of the catalogue, decided by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import CharField
from funds.choices import Disclosure
from funds.models.catalogue import Programme


class LooseningQuerySet(models.QuerySet["Loosening"]):
    def for_desk(self) -> LooseningQuerySet:
        return self.select_related("programme", "requested_by", "decided_by").order_by("-id")

    def undone(self) -> LooseningQuerySet:
        """Agreed to and not carried out yet."""
        return self.filter(approved=True, done_at=None)


class Loosening(models.Model):
    """More of a programme's recipients shown from now on, once a second person has agreed."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="loosenings", verbose_name=_("programme")
    )
    old = models.CharField(_("shown until now"), max_length=10, choices=Disclosure.choices)
    new = models.CharField(_("shown from now on"), max_length=10, choices=Disclosure.choices)
    reason = CharField(_("reason"), max_length=300)
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    approved = models.BooleanField(_("approved"), null=True)
    done_at = models.DateTimeField(_("carried out"), null=True)

    objects = LooseningQuerySet.as_manager()

    class Meta:
        verbose_name = _("loosening of a class")
        verbose_name_plural = _("loosenings of classes")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="loosening_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(approved=None) | Q(decided_by__isnull=False),
                name="loosening_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(approved=None), name="loosening_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.old} {self.new}"
