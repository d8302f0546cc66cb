"""A ledger line and its new version: who asked, who agreed, and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import RowCorrection, RowCorrectionQuerySet
from villages.models.ledger import LedgerLine


class LineCorrectionQuerySet(RowCorrectionQuerySet):
    def for_desk(self) -> LineCorrectionQuerySet:
        return self.select_related(
            "old__region", "old__batch__office", "requested_by", "decided_by"
        ).order_by("-id")


class LineCorrection(RowCorrection):
    """A ledger line and its new version; public with its reason."""

    old = models.ForeignKey(LedgerLine, models.DO_NOTHING, related_name="+", db_constraint=False)
    new = models.ForeignKey(
        LedgerLine, models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )

    objects = LineCorrectionQuerySet.as_manager()

    class Meta(RowCorrection.Meta):
        verbose_name = _("correction of a ledger line")
        verbose_name_plural = _("corrections of ledger lines")

    @property
    def about(self) -> str:
        """What the line was for, in a list."""
        return self.old.summary
