"""A text that slipped through, taken out everywhere it stands by two persons, with a public trace.

The text itself is kept sealed until it is taken out, and nowhere after. What is published may be
changed in no other way: the triggers of the tables let an update pass only for a redaction that a
second person has agreed to and that is being carried out (see the migrations).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.divisions import CODE_LENGTH, code_range
from core.fields import CodeField, SealedField
from intake.choices import RedactionKind


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def visible_to(self, user: User) -> RedactionQuerySet:
        """Those of the own office, and of offices within the own region."""
        within = Q(region_code__range=code_range(user.region_code))
        return self.filter(Q(requested_by__office=user.office_id) | within)

    def for_desk(self) -> RedactionQuerySet:
        return self.select_related("requested_by__office", "decided_by").order_by("-id")

    def waiting(self) -> RedactionQuerySet:
        return self.filter(decided_by=None)

    def undone(self) -> RedactionQuerySet:
        """Agreed to and not carried out yet."""
        return self.filter(approved=True, done_at=None)

    def public(self) -> RedactionQuerySet:
        return self.filter(done_at__isnull=False).select_related("requested_by__office")


class Redaction(models.Model):
    """One text to be taken out, and afterwards where it stood."""

    sealed_text = SealedField(_("text, sealed"), null=True)
    kind = models.CharField(_("what it is"), max_length=10, choices=RedactionKind.choices)
    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    # A list of {"model", "key", "column"} and, of published rows, {"batch", "sheet", "row"}.
    places = models.JSONField(_("where it stood"), default=list)
    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    approved = models.BooleanField(_("approved"), null=True)
    done_at = models.DateTimeField(_("taken out"), null=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="redaction_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(approved=True, sealed_text=None),
                name="redaction_done_keeps_no_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"

    @property
    def public_places(self) -> list[dict[str, Any]]:
        """The published rows among them."""
        return [place for place in self.places if "batch" in place]
