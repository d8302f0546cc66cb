"""Pictures of vouchers and of the notice wall: one row a picture, a PDF one row a page.

They hang on village, month and voucher number, not on a ledger line: so they outlive corrections
of the line and may come before the sheet. Rows are many and small: where files lie follows from
the key or the digest, nothing of it is stored.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_lazy as _

from accounts.choices import Role
from accounts.models import Office, User
from core import addresses
from core.divisions import code_range
from core.fields import CharField, CodeField, MoneyField
from core.redaction import public_reference, public_words
from regions.models import Region
from villages.choices import (
    ENDED_PICTURES,
    PUBLIC_PICTURES,
    WAITING_PICTURES,
    PictureKind,
    PictureState,
)


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def visible_to(self, user: User) -> VoucherQuerySet:
        """Uploaders and reviewers: their own office's; all others: their region's subtree."""
        if user.role in (Role.UPLOADER, Role.REVIEWER):
            return self.filter(office=user.office_id)
        lowest, highest = code_range(user.region_code)
        return self.filter(region__gte=lowest, region__lte=highest)

    def public(self) -> VoucherQuerySet:
        """Published ones, and withdrawn ones as a placeholder with the reason."""
        return self.filter(status__in=PUBLIC_PICTURES)

    def standing(self) -> VoucherQuerySet:
        """All but those that led to nothing."""
        return self.exclude(status=PictureState.DISCARDED)

    def waiting(self) -> VoucherQuerySet:
        return self.filter(status__in=WAITING_PICTURES)

    def of_month(self, region: str, month: date) -> VoucherQuerySet:
        return self.filter(region=region, month=month)

    def naming(
        self, digests: Iterable[bytes | memoryview]
    ) -> tuple[VoucherQuerySet, VoucherQuerySet]:
        """Rows of these files: those that stand, and those that ended; each has its own index."""
        rows = self.filter(sha256__in=list(digests))
        return rows.exclude(status__in=ENDED_PICTURES), rows.filter(status__in=ENDED_PICTURES)

    def in_order(self) -> VoucherQuerySet:
        return self.order_by("voucher_number", "place", "id")

    def stranded(self) -> VoucherQuerySet:
        """Whose public files are not yet as their state says: a process died in between."""
        return self.filter(public_files=True).exclude(status=PictureState.PUBLISHED)


class Voucher(models.Model):
    """One picture of a voucher, or of the signed sheet on the notice wall.

    The file as it came is sealed in the vault for inspectors. `masks` are the boxes burned into
    the public picture: left, top, width and height as shares of the picture; None until somebody
    has looked at it, [] when there is nothing to mask.
    """

    region = models.ForeignKey(
        Region, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("village"),
    )  # fmt: skip
    month = models.DateField(_("month"))
    voucher_number = CharField(
        _("voucher number"), max_length=40, blank=True, kept_as=public_reference
    )
    kind = models.CharField(_("what it shows"), max_length=7, choices=PictureKind.choices)
    place = models.PositiveSmallIntegerField(_("place in the row"))
    status = models.CharField(
        _("state"), max_length=9, choices=PictureState.choices, default=PictureState.DRAFT
    )
    public_files = models.BooleanField(_("public files may exist"), default=False)
    at_console = models.BooleanField(_("published at the console"), default=False)

    sha256 = models.BinaryField(_("SHA-256 of the file"), max_length=32)
    # Of the public picture as it was last drawn; none of what was published before there was a log.
    public_sha256 = models.BinaryField(_("SHA-256 of the public picture"), max_length=32, null=True)
    page = models.PositiveSmallIntegerField(_("page in the file"), default=1)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    masks = models.JSONField(_("masked places"), null=True)
    invoice_code = CodeField(_("invoice code"), max_length=12, blank=True)
    invoice_number = CodeField(_("invoice number"), max_length=20, blank=True)
    invoice_amount = MoneyField(_("invoice amount"), null=True)

    office = models.ForeignKey(
        Office, models.PROTECT, db_index=False, related_name="+",
        verbose_name=_("office"),
    )  # fmt: skip
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+",
        verbose_name=_("uploaded by"),
    )  # fmt: skip
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    masked_by = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+",
        verbose_name=_("masked by"),
    )  # fmt: skip
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, db_index=False, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    reason = CharField(
        _("reason for sending back or withdrawing"),
        max_length=500,
        blank=True,
        kept_as=public_words,
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of a voucher")
        verbose_name_plural = _("pictures of vouchers")
        indexes = [
            # A line's pictures, a month's counts.
            models.Index(
                fields=["region", "month", "voucher_number", "place"], name="voucher_line"
            ),
            models.Index(
                fields=["office", "region", "month"],
                condition=Q(status__in=WAITING_PICTURES),
                name="voucher_waiting",
            ),
            models.Index(
                fields=["id"],
                condition=Q(public_files=True) & ~Q(status=PictureState.PUBLISHED),
                name="voucher_stranded",
            ),
            # With the constraint below: whether any row still names a file.
            models.Index(
                fields=["sha256"],
                condition=Q(status__in=ENDED_PICTURES),
                name="voucher_ended_file",
            ),
            # The same invoice twice is looked for among all villages.
            models.Index(
                fields=["invoice_number", "invoice_code"],
                condition=Q(status=PictureState.PUBLISHED) & ~Q(invoice_number=""),
                name="voucher_invoice",
            ),
        ]
        constraints = [
            # The digest comes first: the same picture in two villages is looked for by it.
            models.UniqueConstraint(
                fields=["sha256", "page", "region"],
                condition=~Q(status__in=ENDED_PICTURES),
                name="voucher_same_file_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=PictureKind.WALL, voucher_number="")
                | (Q(kind=PictureKind.VOUCHER) & ~Q(voucher_number="")),
                name="voucher_has_number",
            ),
            models.CheckConstraint(
                condition=Q(at_console=True)
                | Q(decided_by=None)
                | (
                    Q(uploaded_by__isnull=False, masked_by__isnull=False)
                    & ~Q(decided_by=F("uploaded_by"))
                    & ~Q(decided_by=F("masked_by"))
                ),
                name="voucher_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=(
                        PictureState.APPROVED, PictureState.PUBLISHED, PictureState.WITHDRAWN,
                    )
                )
                | Q(at_console=True)
                | Q(decided_by__isnull=False),
                name="voucher_published_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(PictureState.DRAFT, PictureState.DISCARDED))
                | Q(masks__isnull=False),
                name="voucher_was_looked_at",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLIC_PICTURES) | Q(published_at__isnull=False),
                name="voucher_published_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=PictureState.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                name="voucher_withdrawn_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="voucher_month_is_first_day"
            ),
            models.CheckConstraint(
                condition=Q(invoice_code__regex=r"^(\d{10}|\d{12})?$")
                & Q(invoice_number__regex=r"^(\d{8}|\d{20})?$"),
                name="voucher_invoice_form",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PictureState.values), name="voucher_state_known"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m} {self.voucher_number} {self.place}"

    @property
    def digest(self) -> str:
        return bytes(self.sha256).hex()

    @property
    def original_name(self) -> str:
        """The file as it came, in the vault."""
        return f"vouchers/{self.digest[:2]}/{self.digest[2:4]}/{self.digest}"

    @property
    def working_name(self) -> str:
        """The clean picture in the vault, until it is published; it can be made anew at any time."""
        return f"working/{self.digest[:2]}/{self.digest[2:4]}/{self.digest}-{self.page}"

    @property
    def public_name(self) -> str:
        """Where its public files lie, without ending: folders fanned out, and nothing to guess."""
        address = base64.urlsafe_b64decode(addresses.address_of(self.pk, "voucher")).hex()
        return f"vouchers/{address[:2]}/{address[2:4]}/{address}"

    @property
    def public_files_names(self) -> tuple[str, str]:
        """The picture and its thumbnail in the public folder."""
        return f"{self.public_name}.jpg", f"{self.public_name}-s.jpg"

    @property
    def image_url(self) -> str:
        return f"/{self.public_name}.jpg"

    @property
    def thumbnail_url(self) -> str:
        return f"/{self.public_name}-s.jpg"

    @property
    def is_public(self) -> bool:
        return self.status == PictureState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.status == PictureState.WITHDRAWN

    @property
    def caption(self) -> str:
        """What stands under the picture."""
        if self.kind == PictureKind.WALL:
            return gettext("Notice wall, picture %(place)s") % {"place": self.place}
        return gettext("Picture %(place)s") % {"place": self.place}

    @property
    def alt(self) -> str:
        """What the picture is, for those who do not see it."""
        if self.kind == PictureKind.WALL:
            return gettext("Photo of the signed sheet on the notice wall, picture %(place)s") % {
                "place": self.place
            }
        return gettext("Voucher %(number)s, picture %(place)s; personal numbers are blackened") % {
            "number": self.voucher_number,
            "place": self.place,
        }
