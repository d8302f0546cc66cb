"""A reporter's name, opened for one handler: asked for with a reason, decided by a custodian."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.choices import ReleaseState
from complaints.models.keys import MemberKey, Ring
from complaints.models.reports import Report


class ReleaseQuerySet(models.QuerySet["Release"]):
    def for_custodian(self, user: User) -> ReleaseQuerySet:
        """Those about names that the reader's office keeps; decided ones for good."""
        return self.filter(ring__office=user.office_id)

    def waiting(self) -> ReleaseQuerySet:
        return self.filter(state=ReleaseState.ASKED)


class Release(models.Model):
    """Kept with the report's row for ever; boxes end with it, or after 24 hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="releases")
    ring = models.ForeignKey(Ring, models.PROTECT, related_name="releases")
    state = models.CharField(max_length=10, choices=ReleaseState.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_on = models.DateField(default=timezone.localdate)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    # To the custodians.
    reason = models.BinaryField(null=True)
    # The name, to the one handler who asked.
    member = models.ForeignKey(MemberKey, models.SET_NULL, null=True, related_name="+")
    box = models.BinaryField(null=True)
    until = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of a name")
        verbose_name_plural = _("releases of names")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="release_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_state_display()}"
