"""What payments, allocations and what is worked out of them say as evidence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from funds.choices import PaymentState, StandardUnit
from intake.evidence import EvidenceField, EvidenceKind


def _unit(value: Any) -> str:
    return str(StandardUnit(value).label) if value in StandardUnit.values else str(value)


# As far as the date is known, see Payment.paid_when.
_PAID_WHEN = (
    "left({row}.paid_on::text,"
    " CASE {row}.paid_on_precision WHEN 'day' THEN 10 WHEN 'month' THEN 7 ELSE 0 END)"
)
PAYMENT = EvidenceKind(
    name="payment",
    title=_("Payments"),
    fields=(
        EvidenceField("name", _("Full name"), "beneficiary_name"),
        EvidenceField("period_from", _("Period from"), "period_from"),
        EvidenceField("period_to", _("Period to"), "period_to"),
        EvidenceField("paid_on", _("Paid on"), "paid_on", sql=_PAID_WHEN, text=True),
        EvidenceField("units", _("Units"), "units"),
        EvidenceField("standard", _("Standard"), "standard"),
        EvidenceField("amount", _("Amount"), "amount", money=True),
    ),
)
ALLOCATION = EvidenceKind(
    name="allocation",
    title=_("Allocations"),
    fields=(
        EvidenceField("document", _("Document"), "document_number", text=True),
        EvidenceField("arrived_on", _("Money arrived on"), "allocated_on"),
        EvidenceField("amount", _("Amount"), "amount", money=True),
        EvidenceField("from", _("From"), "from_office", text=True),
        EvidenceField("to", _("To"), "to_office", text=True),
    ),
)
BANK_RESULT = EvidenceKind(
    name="bank-result",
    title=_("bank results"),
    fields=(
        EvidenceField("result", _("result"), "result", words=dict(PaymentState.choices)),
        EvidenceField("reason", _("the bank's reason"), "reason", text=True),
        EvidenceField("result_on", _("day of the result"), "result_on"),
        EvidenceField("amount", _("Amount"), "amount", money=True),
    ),
)
STANDARD = EvidenceKind(
    name="standard",
    title=_("Standards"),
    place=(),
    fields=(
        EvidenceField("unit", _("Unit"), "unit", say=_unit),
        EvidenceField("programme", _("Programme")),
        EvidenceField("category", _("Category"), "recipient_class", text=True),
        EvidenceField("valid_from", _("Valid from"), "valid_from"),
        EvidenceField("valid_to", _("Valid to"), "valid_to"),
        EvidenceField("amount", _("Amount"), "amount", money=True),
    ),
)
# Of a month's payments, of a whole sheet and of a village beside others only sums are shown.
TOTAL = EvidenceKind(
    name="total",
    title=_("Kept sums"),
    place=(),
    fields=(
        EvidenceField("period", _("Period")),
        EvidenceField("payments", _("Payments")),
        EvidenceField("amount", _("Amount"), money=True),
    ),
)
SHEET = EvidenceKind(
    name="batch",
    title=_("Sheets"),
    place=(),
    fields=(
        EvidenceField("due_on", _("Due on")),
        EvidenceField("paid_on", _("Paid on")),
        EvidenceField("days_late", _("Days late")),
        EvidenceField("payments", _("Payments")),
        EvidenceField("amount", _("Amount"), money=True),
    ),
)
VILLAGE = EvidenceKind(
    name="village",
    title=_("Villages compared"),
    place=(),
    fields=(
        EvidenceField("village", _("Village"), division=True),
        EvidenceField("place", _("Place")),
        EvidenceField("people", _("People")),
        EvidenceField("payments", _("Payments")),
        EvidenceField("share", _("Share")),
        EvidenceField("amount", _("Amount"), money=True),
    ),
)
