"""What the bank said of payments that it was sent: paid out, or sent back and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import CharField, MoneyField
from core.redaction import office_words, public_reference
from funds.choices import PaymentState
from funds.models.payments import Payment
from intake.models import Batch


class BankResult(models.Model):
    """One line of a bank's result file, and the published payment that it is about.

    Rows arrive by COPY and are never edited; `marked` and `ended` say what became of
    them. Offices read them, the public reads the payment's state.
    """

    batch = models.ForeignKey(
        Batch, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("batch")
    )
    sheet = CharField(_("sheet"), max_length=100, kept_as=public_reference)
    row_number = models.PositiveIntegerField(_("row in the sheet"))
    payment = models.ForeignKey(
        Payment, models.DO_NOTHING, db_constraint=False, related_name="bank_results",
        verbose_name=_("payment"),
    )  # fmt: skip
    result = models.CharField(_("result"), max_length=12, choices=PaymentState.choices)
    reason = CharField(
        _("the bank's reason"), max_length=100, blank=True, db_default="", kept_as=office_words
    )
    result_on = models.DateField(_("day of the result"), null=True)
    amount = MoneyField(_("amount in yuan"))
    # Whether this line is what turned the payment from paid to returned.
    marked = models.BooleanField(_("marked the payment"), db_default=False)
    ended = models.BooleanField(_("withdrawn"), db_default=False)

    class Meta:
        verbose_name = _("bank result")
        verbose_name_plural = _("bank results")
        indexes = [models.Index(fields=["batch", "row_number"], name="bank_result_batch_row")]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.result}"
