"""A village's ledger as published, entry by entry, and its kept monthly statements.

Lines arrive by COPY like payments and are never edited: a trigger lets only the mark columns
change and refuses DELETE.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import addresses
from core.divisions import CODE_LENGTH
from core.fields import CharField, CodeField, MoneyField, SealedField, WrittenField
from core.money import yuan
from core.redaction import public_reference, public_words
from intake.models import Batch
from regions.models import Region
from villages.choices import Category, Entry, LineState
from villages.models.records import as_number


class LedgerLineQuerySet(models.QuerySet["LedgerLine"]):
    def standing(self) -> LedgerLineQuerySet:
        return self.filter(state=LineState.STANDING)

    def moving(self) -> LedgerLineQuerySet:
        """Standing lines of money that moved, without the balances."""
        return self.standing().filter(entry__in=(Entry.INCOME, Entry.EXPENSE))


class LedgerLine(models.Model):
    """One entry: money that came in or went out, with who paid whom and who answers for it.

    Columns follow 农村集体经济组织财务公开规定 art. 8 (逐项逐笔). Lines of one month stand in the
    order of the sheet. An opening or closing line holds the balance that the sheet states.
    """

    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="ledger_lines",
        verbose_name=_("batch"),
    )  # fmt: skip
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row_number = models.PositiveIntegerField(_("row in the sheet"))
    version = models.PositiveSmallIntegerField(_("version"), db_default=1)
    state = models.CharField(
        _("state"), max_length=12, choices=LineState.choices, db_default=LineState.STANDING
    )
    replaced_by = models.ForeignKey(
        "self", models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+",
        verbose_name=_("replaced by"),
    )  # fmt: skip

    region = models.ForeignKey(
        Region, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+",
        verbose_name=_("village"),
    )  # fmt: skip
    month = models.DateField(_("month"))
    entry = models.CharField(_("entry"), max_length=10, choices=Entry.choices)
    entered_on = models.DateField(_("date"), null=True)
    voucher_number = CharField(
        _("voucher number"), max_length=40, blank=True, kept_as=public_reference
    )
    summary = CharField(_("summary"), max_length=200, kept_as=public_words)
    category = models.CharField(
        _("category"), max_length=2, choices=Category.choices, blank=True, db_default=""
    )
    amount = MoneyField(_("amount in yuan"))
    balance = MoneyField(_("balance as stated, in yuan"), null=True)
    counterparty = CharField(_("payer or payee"), max_length=100, blank=True, kept_as=public_words)
    counterparty_id = SealedField(_("payee's identity number, sealed"), null=True)
    account = SealedField(_("payee's account, sealed"), null=True)
    handler = CharField(_("handled by"), max_length=60, blank=True, kept_as=public_words)
    witness = CharField(_("witnessed by"), max_length=60, blank=True, kept_as=public_words)
    approver = CharField(_("approved by"), max_length=60, blank=True, kept_as=public_words)
    supervision = CharField(
        _("supervision committee"), max_length=60, blank=True, kept_as=public_words
    )
    funding_source = CharField(
        _("source of the money"), max_length=100, blank=True, kept_as=public_words
    )
    document_number = CharField(
        _("document number"), max_length=60, blank=True, kept_as=public_words
    )
    contract_number = CharField(_("contract"), max_length=40, blank=True, kept_as=public_reference)
    works_number = CharField(_("works"), max_length=40, blank=True, kept_as=public_reference)
    attachments = models.PositiveSmallIntegerField(_("number of vouchers"), null=True)
    invoice_code = CodeField(_("invoice code"), max_length=20, blank=True)
    invoice_number = CodeField(_("invoice number"), max_length=20, blank=True)

    # Numbers by which a line names a contract or works.
    LINKS: ClassVar[tuple[str, ...]] = ("contract_number", "works_number")

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        indexes = [
            models.Index(fields=["region", "month", "id"], name="ledger_village_month"),
            models.Index(fields=["batch", "sheet", "row_number"], name="ledger_batch_row"),
            models.Index(
                fields=["invoice_number", "invoice_code"],
                condition=~Q(invoice_number=""),
                name="ledger_invoice",
            ),
            models.Index(
                fields=["region", "contract_number"],
                condition=~Q(contract_number=""),
                name="ledger_contract",
            ),
            models.Index(
                fields=["region", "works_number"],
                condition=~Q(works_number=""),
                name="ledger_works",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m} {self.voucher_number} {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("villages:line", args=[self.address])

    @classmethod
    def as_kept(cls, column: str, text: str) -> str:
        """A corrected cell's text as the column keeps it. The numbers of contracts and works lead
        to what their own sheets write.
        """
        field = cls._meta.get_field(column)
        text = as_number(text) if column in cls.LINKS else text
        # Invoice codes and numbers are checked by their form.
        return field.kept(text) if isinstance(field, WrittenField) else text

    @property
    def movement(self) -> str:
        """The amount with the sign of what it does; an entry below zero takes one back (红字冲销)."""
        sign = "+" if (self.entry == Entry.INCOME) == (self.amount >= 0) else "−"
        return f"{sign}{yuan(abs(self.amount))}"

    @property
    def address(self) -> str:
        """The unguessable part of this line's public address."""
        return addresses.address_of(self.pk, "ledger-line")


class Statement(models.Model):
    """Kept sums of one village's month; worked out anew whenever its lines change.

    `published_at` stays that of the first publication: a later correction makes nobody late.
    """

    region_code = CodeField(_("region code"), max_length=CODE_LENGTH)
    month = models.DateField(_("month"))
    opening = MoneyField(_("opening balance as stated"), null=True)
    income = MoneyField(_("income"))
    expense = MoneyField(_("expense"))
    closing = MoneyField(_("closing balance as stated"), null=True)
    lines = models.PositiveIntegerField(_("lines"))
    published_at = models.DateTimeField(_("first published"))

    class Meta:
        verbose_name = _("monthly statement")
        verbose_name_plural = _("monthly statements")
        ordering = ("region_code", "-month")
        constraints = [
            models.UniqueConstraint(fields=["region_code", "month"], name="statement_once")
        ]
        indexes = [models.Index(fields=["month", "region_code"], name="statement_month")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.month:%Y-%m}"
