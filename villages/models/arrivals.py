"""Files that have come in for a voucher and still have to be drawn as pictures by a worker."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from core.fields import CharField
from core.redaction import public_reference
from regions.models import Region
from villages.choices import PictureKind


class ArrivedFileQuerySet(models.QuerySet["ArrivedFile"]):
    def visible_to(self, user: User) -> ArrivedFileQuerySet:
        """The own office's; nobody else has to do with a file that is not a picture yet."""
        return self.filter(office=user.office_id)

    def waiting(self) -> ArrivedFileQuerySet:
        """Those that a worker still has to draw."""
        return self.filter(refusal="")

    def of_line(
        self, region: str, month: date, kind: str, voucher_number: str
    ) -> ArrivedFileQuerySet:
        return self.filter(region=region, month=month, kind=kind, voucher_number=voucher_number)


class ArrivedFile(models.Model):
    """Gone once its pictures are there; with a `refusal` it waits for a person."""

    region = models.ForeignKey(
        Region, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("village"),
    )  # fmt: skip
    month = models.DateField(_("month"))
    kind = models.CharField(_("what it shows"), max_length=7, choices=PictureKind.choices)
    voucher_number = CharField(
        _("voucher number"), max_length=40, blank=True, kept_as=public_reference
    )
    sha256 = models.BinaryField(_("SHA-256 of the file"), max_length=32)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", db_index=False, verbose_name=_("uploaded by")
    )
    arrived_at = models.DateTimeField(_("arrived"), auto_now_add=True)
    # How often a worker began to draw it and did not end.
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    refusal = CharField(_("why it was refused"), max_length=500, blank=True)

    objects = ArrivedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrived file")
        verbose_name_plural = _("arrived files")
        ordering = ("id",)
        indexes = [models.Index(fields=["region", "month", "voucher_number"], name="arrived_line")]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "region"], condition=Q(refusal=""), name="arrived_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m} {self.voucher_number} {self.pk}"

    @property
    def kept_name(self) -> str:
        """The file as it came, in the vault, until it is drawn or given up."""
        return f"arrived/{self.pk}"
