"""Keys of members and offices. Private halves stand here in boxes only."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from complaints.choices import Purpose


class MemberKey(models.Model):
    """The pair of one member of staff; the private half opens by the password alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="report_key")
    public = models.BinaryField()
    salt = models.BinaryField()
    wrapped = models.BinaryField()
    made_on = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("member's key")
        verbose_name_plural = _("members' keys")

    def __str__(self) -> str:
        return f"{self.user}"


class RingQuerySet(models.QuerySet["Ring"]):
    def with_holders(self) -> RingQuerySet:
        """Each with how many active members hold its present key."""
        holding = Q(
            grants__epoch=F("epoch"),
            grants__member__user__is_active=True,
            grants__member__user__office=F("office"),
        )
        return self.annotate(holders=Count("grants", filter=holding))

    def ready(self) -> RingQuerySet:
        """Those of at least two members, so that no report is lost with one password."""
        return self.with_holders().filter(holders__gte=2)  # type: ignore[misc]  # counted above


class Ring(models.Model):
    """An office's pair for one purpose. Renewed each month, and when somebody leaves."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="report_rings")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    epoch = models.PositiveIntegerField(default=1)
    public = models.BinaryField()
    made_on = models.DateField(default=timezone.localdate)

    objects = RingQuerySet.as_manager()

    class Meta:
        verbose_name = _("office's key")
        verbose_name_plural = _("offices' keys")
        constraints = [
            models.UniqueConstraint(fields=["office", "purpose"], name="ring_of_office"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="ring_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} ({self.get_purpose_display()})"


class Grant(models.Model):
    """A ring's private key, in a box of one member."""

    ring = models.ForeignKey(Ring, models.CASCADE, related_name="grants")
    member = models.ForeignKey(MemberKey, models.CASCADE, related_name="grants")
    epoch = models.PositiveIntegerField()
    box = models.BinaryField()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.UniqueConstraint(fields=["ring", "member"], name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ring}: {self.member}"


class Escrow(models.Model):
    """A ring's private key for two custodians together; `half` once the first has opened theirs."""

    ring = models.ForeignKey(Ring, models.CASCADE, related_name="escrows")
    epoch = models.PositiveIntegerField()
    first = models.ForeignKey(MemberKey, models.CASCADE, related_name="+")
    second = models.ForeignKey(MemberKey, models.CASCADE, related_name="+")
    box = models.BinaryField()
    half = models.BinaryField(null=True)
    # For whom the first opened it: the second can give it to nobody else.
    half_for = models.ForeignKey(MemberKey, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = _("escrow")
        verbose_name_plural = _("escrows")
        constraints = [
            models.UniqueConstraint(fields=["ring", "first", "second"], name="escrow_of_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.ring}: {self.first} + {self.second}"
