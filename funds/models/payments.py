"""Payments to people, as published. The one table that pages, search and rules read.

Rows arrive by COPY inside the publishing transaction and are never edited: a trigger lets
only the mark columns (`state`, `replaced_by`) change and refuses DELETE. Foreign keys carry
no database constraint, because a constraint costs a lookup per row and COPY loads 100,000
at a time; funds.uploads resolves programme, region and batch once per sheet instead.
"""

from __future__ import annotations

from functools import cache

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User
from core import addresses
from core.divisions import code_range
from core.fields import CharField, CodeField, MoneyField, SealedField
from core.masking import HIDDEN_NAME, mask_surname
from core.redaction import public_class, public_reference, public_words
from funds.choices import DatePrecision, Disclosure, PaymentState, ShownName
from funds.models.catalogue import Programme
from funds.models.disclosure import DisclosedArea, DisclosedAreaQuerySet
from intake.models import Batch, RowCorrection, RowCorrectionQuerySet
from regions.models import Region


_SHOWN_IN_LISTS = (
    "batch", "sheet", "row_number", "version", "state", "village_group", "period_from",
    "period_to", "paid_on", "paid_on_precision", "amount", "recipient_class", "beneficiary_name", "beneficiary_id",
    "payee_name", "payee_id", "head_name", "head_id", "programme__code", "programme__name",
    "programme__short_name", "programme__disclosure", "region__name", "region__short_name",
    "region__level", "region__parent",
)  # fmt: skip


class PaymentQuerySet(models.QuerySet["Payment"]):
    def standing(self) -> PaymentQuerySet:
        """Neither replaced by a correction nor withdrawn."""
        return self.filter(state__in=(PaymentState.PAID, PaymentState.RETURNED))

    def under(self, region_code: str) -> PaymentQuerySet:
        low, high = code_range(region_code)
        if low == high:
            return self.filter(region=region_code)
        return self.filter(region__gte=low, region__lte=high)

    def visible_to(self, user: User) -> PaymentQuerySet:
        """Uploaders and reviewers: their office's; all others: their region's, as with batches."""
        if user.role in (Role.UPLOADER, Role.REVIEWER):
            return self.filter(batch__office=user.office_id)
        return self.under(user.region_code)

    def listed(self) -> PaymentQuerySet:
        """What public lists may show: rows of named programmes, and of others where the k-test
        (funds.services.disclosing) lets them stand.
        """
        return self.standing().disclosed()

    def disclosed(self) -> PaymentQuerySet:
        """The same in whatever state the rows are."""
        named = Programme.objects.named().values("pk")
        return self.filter(Q(programme__in=named) | Exists(_area().listed()))

    def undisclosed(self) -> PaymentQuerySet:
        """Those that stand in no public list."""
        masked = Programme.objects.exclude(disclosure=Disclosure.NAMED).values("pk")
        return self.filter(programme__in=masked).exclude(Exists(_area().listed()))

    def with_names(self) -> PaymentQuerySet:
        """What a line of a list shows; a programme's long texts stay where they are."""
        return self.select_related("programme", "region").only(*_SHOWN_IN_LISTS).with_area()

    def with_area(self) -> PaymentQuerySet:
        """With what `shown_name` needs of a masked row."""
        return self.annotate(area_names=Subquery(_area().values("names")[:1]))

    def found_by_identity(self, sealed: bytes) -> PaymentQuerySet:
        """Whatever role the person has in it, whatever the programme discloses."""
        return self.standing().filter(
            Q(beneficiary_id=sealed) | Q(payee_id=sealed) | Q(head_id=sealed)
        )


@cache
def _area() -> DisclosedAreaQuerySet:
    """The tested area of a payment in the query around it."""
    return DisclosedArea.objects.filter(
        programme=OuterRef("programme_id"), region_code=OuterRef("region_id")
    )


@cache
def _address_pattern() -> str:
    """Lists show twenty addresses; working each out by reverse() takes longer than its row."""
    return reverse("funds:payment", args=["_"])


class Payment(models.Model):
    """One line of a roster: money to one person or household for one period.

    The roster's roles are kept apart: beneficiary (享受人), payee (收款人), head of household
    (户主). Payee and head stand only where the sheet names somebody else than the beneficiary.
    """

    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="payments",
        verbose_name=_("batch"),
    )  # fmt: skip
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row_number = models.PositiveIntegerField(_("row in the sheet"))
    version = models.PositiveSmallIntegerField(_("version"), db_default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=PaymentState.choices, db_default=PaymentState.PAID
    )
    replaced_by = models.ForeignKey(
        "self", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+",
        verbose_name=_("replaced by"),
    )  # fmt: skip

    programme = models.ForeignKey(
        Programme, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("programme"),
    )  # fmt: skip
    region = models.ForeignKey(
        Region, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("village"),
    )  # fmt: skip
    village_group = CharField(
        _("village group"), max_length=30, blank=True, db_default="", kept_as=public_words
    )
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    paid_on = models.DateField(
        _("paid on"),
        help_text=_("The first day of the month where only that is known."),
    )
    paid_on_precision = models.CharField(
        _("precision of the date"), max_length=7, choices=DatePrecision.choices,
        db_default=DatePrecision.DAY,
    )  # fmt: skip
    amount = MoneyField(_("amount in yuan"))
    units = models.DecimalField(_("units"), max_digits=12, decimal_places=4, null=True)
    standard = MoneyField(_("standard in yuan"), null=True)
    recipient_class = CharField(
        _("class"), max_length=40, blank=True, db_default="", kept_as=public_class
    )
    household_size = models.PositiveSmallIntegerField(_("persons in the household"), null=True)

    beneficiary_name = CharField(_("beneficiary"), max_length=60)
    beneficiary_id = SealedField(_("beneficiary's identity number, sealed"))
    payee_name = CharField(_("payee"), max_length=60, null=True)  # type: ignore[misc]  # the stubs know null of Django's own CharField only
    payee_id = SealedField(_("payee's identity number, sealed"), null=True)
    head_name = CharField(_("head of household"), max_length=60, null=True)  # type: ignore[misc]  # the stubs know null of Django's own CharField only
    head_id = SealedField(_("head's identity number, sealed"), null=True)
    account = SealedField(_("bank account, sealed"), null=True)
    bank = CharField(_("bank"), max_length=60, blank=True, db_default="", kept_as=public_words)
    phone = SealedField(_("telephone, sealed"), null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        indexes = [
            models.Index(fields=["batch", "sheet", "row_number"], name="payment_batch_row"),
            # By person; and whether a period overlaps another of the same programme.
            models.Index(
                fields=["beneficiary_id", "programme", "period_to", "period_from"],
                name="payment_entitlement",
            ),
            models.Index(
                fields=["payee_id"], condition=Q(payee_id__isnull=False), name="payment_payee_id"
            ),
            models.Index(
                fields=["head_id"], condition=Q(head_id__isnull=False), name="payment_head_id"
            ),
            models.Index(
                fields=["beneficiary_name", "region", "programme", "id"],
                name="payment_beneficiary_name",
            ),
            models.Index(
                fields=["payee_name", "region", "programme", "id"],
                condition=Q(payee_name__isnull=False),
                name="payment_payee_name",
            ),
            models.Index(
                fields=["head_name", "region", "programme", "id"],
                condition=Q(head_name__isnull=False),
                name="payment_head_name",
            ),
            # For cross-checks: who shares an account, and what the bank sent back.
            models.Index(
                fields=["account"], condition=Q(account__isnull=False), name="payment_account"
            ),
            models.Index(
                fields=["programme", "beneficiary_id"],
                condition=Q(state=PaymentState.RETURNED),
                name="payment_returned",
            ),
            models.Index(
                fields=["programme", "region", "-paid_on", "-id"], name="payment_programme"
            ),
            models.Index(fields=["region", "-paid_on", "-id"], name="payment_village"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.period_from:%Y-%m} {self.amount}"

    def get_absolute_url(self) -> str:
        return _address_pattern().replace("_", self.address)

    @property
    def address(self) -> str:
        """The unguessable part of this payment's public address."""
        return addresses.address_of(self.pk, "payment")

    @property
    def is_named(self) -> bool:
        return self.programme.disclosure == Disclosure.NAMED

    @property
    def is_listed(self) -> bool:
        """Whether public lists hold this row; without `with_names` a masked one counts as none."""
        return self.is_named or self._area_names in (ShownName.SURNAME, ShownName.HIDDEN)

    @property
    def _area_names(self) -> str | None:
        """What the test of its village lets be shown of a masked name, from `with_names`."""
        return getattr(self, "area_names", None)

    def shown_name(self, name: str | None) -> str:
        """A name as far as the programme's class and the test of its village let the public read
        it.
        """
        if not name or self.is_named:
            return name or ""
        return mask_surname(name) if self._area_names == ShownName.SURNAME else HIDDEN_NAME

    @property
    def paid_when(self) -> str:
        """The date of payment as far as it is known, in ISO 8601: 2018-03-15, 2018-03, or ""."""
        match self.paid_on_precision:
            case DatePrecision.DAY:
                return self.paid_on.isoformat()
            case DatePrecision.MONTH:
                return f"{self.paid_on:%Y-%m}"
        return ""

    @property
    def public_group(self) -> str:
        """The village group; beside a masked name it would tell who it is."""
        return self.village_group if self.is_named else ""

    @property
    def public_name(self) -> str:
        return self.shown_name(self.beneficiary_name)


class CorrectionQuerySet(RowCorrectionQuerySet):
    def for_desk(self) -> CorrectionQuerySet:
        return self.select_related(
            "old__programme", "old__region", "old__batch__office", "requested_by", "decided_by"
        ).order_by("-id")


class Correction(RowCorrection):
    """A payment and its new version; public but for names."""

    old = models.ForeignKey(Payment, models.DO_NOTHING, related_name="+", db_constraint=False)
    new = models.ForeignKey(
        Payment, models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta(RowCorrection.Meta):
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    @property
    def about(self) -> str:
        """What the row was for, in a list."""
        return self.old.programme.name


class PaymentTotalQuerySet(models.QuerySet["PaymentTotal"]):
    def public(self) -> PaymentTotalQuerySet:
        """Without sums that would point at a few persons of a programme whose recipients are not
        named; by years, for the months of a year may each be of fewer.
        """
        summed = DisclosedArea.objects.summed().filter(
            programme=OuterRef("programme_id"), region_code=OuterRef("region_code")
        )
        return self.filter(Q(programme__disclosure=Disclosure.NAMED) | Exists(summed))

    def by_month(self) -> PaymentTotalQuerySet:
        """Those whose single months may be shown."""
        return self.filter(programme__disclosure=Disclosure.NAMED)


class PaymentTotal(models.Model):
    """Kept sums of standing payments by programme, month paid and region of every level."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="totals")
    region_code = CodeField(_("region code"), max_length=12)
    month = models.DateField(_("month paid"))
    payments = models.BigIntegerField(_("payments"))
    amount = MoneyField(_("amount in yuan"))

    objects = PaymentTotalQuerySet.as_manager()

    class Meta:
        verbose_name = _("total")
        verbose_name_plural = _("totals")
        constraints = [
            models.UniqueConstraint(fields=["region_code", "programme", "month"], name="total_once")
        ]
        indexes = [
            models.Index(fields=["programme", "region_code", "month"], name="total_programme_month")
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.programme_id} {self.month:%Y-%m} {self.amount}"
