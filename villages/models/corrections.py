"""A ledger line and its new version: who asked, who agreed, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from intake.models import Batch
from villages.models.ledger import LedgerLine


class LineCorrectionQuerySet(models.QuerySet["LineCorrection"]):
    def visible_to(self, user: User) -> LineCorrectionQuerySet:
        """Those of lines in batches that this person may see."""
        return self.filter(old__batch__in=Batch.objects.visible_to(user))

    def waiting(self) -> LineCorrectionQuerySet:
        return self.filter(decided_by=None)

    def for_desk(self) -> LineCorrectionQuerySet:
        return self.select_related(
            "old__region", "old__batch__office", "requested_by", "decided_by"
        ).order_by("-id")


class LineCorrection(models.Model):
    """Asked by one person, decided by another of the same office; public with its reason."""

    old = models.ForeignKey(LedgerLine, models.DO_NOTHING, related_name="+", db_constraint=False)
    new = models.ForeignKey(
        LedgerLine, models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    reason = models.TextField(_("reason, shown to the public"))
    # The new values by column name, as text.
    changes = models.JSONField(_("new values"))
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)

    objects = LineCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction of a ledger line")
        verbose_name_plural = _("corrections of ledger lines")
        indexes = [models.Index(fields=["new"], name="line_correction_new")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="line_correction_two_persons",
            ),
            models.UniqueConstraint(
                fields=["old"], condition=Q(decided_by=None), name="line_correction_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
