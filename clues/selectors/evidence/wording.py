"""What a snapshot's fields are called, in which order they are read, and how their values are said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from clues.selectors.cards import fact_in_words
from core.money import yuan
from funds.choices import StandardUnit


Row = dict[str, Any]
# Where a row stands; everything else in it is said about the matter.
PLACE = ("kind", "registry", "batch", "sheet", "row", "id", "name")
# jsonb keeps no order; this one tells who, where, what, when, how much.
_ORDER = (
    "day", "month", "voucher", "summary", "step", "number", "name", "counterparty", "entry",
    "side", "village", "place", "unit", "business", "programme", "type", "category", "level",
    "vehicle_type", "use", "role", "post", "cadre_name", "relation", "status", "filed", "measure",
    "document", "period", "period_from", "period_to", "valid_from", "valid_to", "registered_on",
    "issued_on", "expires_on", "arrived_on", "due_on", "paid_on", "days_late", "people",
    "payments", "units", "area", "share", "standard", "limit", "price", "capital", "base",
    "income", "allocated", "paid", "instalment", "amount", "entitled", "attended", "in_favour",
    "handler", "witness", "approver", "hands", "contract", "works", "invoice", "decision", "acquired_by",
    "source",
)  # fmt: skip
_RANK = {key: number for number, key in enumerate(_ORDER)}
_AMOUNTS = frozenset(
    {"amount", "price", "capital", "base", "income", "paid", "allocated", "limit", "instalment"}
)
LABELS: dict[str, Any] = {
    "acquired_by": gettext_lazy("Acquired by"),
    "allocated": gettext_lazy("Allocated"),
    "amount": gettext_lazy("Amount"),
    "area": gettext_lazy("Area"),
    "arrived_on": gettext_lazy("Money arrived on"),
    "bank": gettext_lazy("Bank"),
    "base": gettext_lazy("Monthly base"),
    "business": gettext_lazy("Business"),
    "cadre_name": gettext_lazy("Village cadre"),
    "capital": gettext_lazy("Subscribed capital"),
    "care": gettext_lazy("Care needed"),
    "category": gettext_lazy("Category"),
    "days_late": gettext_lazy("Days late"),
    "died_on": gettext_lazy("Died on"),
    "document": gettext_lazy("Document"),
    "due_on": gettext_lazy("Due on"),
    "expires_on": gettext_lazy("Valid until"),
    "filed": gettext_lazy("On record"),
    "from": gettext_lazy("From"),
    "holds": gettext_lazy("Held and valid"),
    "household": gettext_lazy("Household"),
    "income": gettext_lazy("Income"),
    "issued_on": pgettext_lazy("certificate", "Issued on"),
    "type": gettext_lazy("Type"),
    "level": gettext_lazy("Level"),
    "limit": gettext_lazy("At most"),
    "measure": gettext_lazy("Custody"),
    "name": gettext_lazy("Full name"),
    "paid": gettext_lazy("Paid"),
    "paid_on": gettext_lazy("Paid on"),
    "payments": gettext_lazy("Payments"),
    "people": gettext_lazy("People"),
    "period": gettext_lazy("Period"),
    "period_from": gettext_lazy("Period from"),
    "period_to": gettext_lazy("Period to"),
    "place": gettext_lazy("Place"),
    "post": gettext_lazy("Post"),
    "price": gettext_lazy("Price"),
    "programme": gettext_lazy("Programme"),
    "registered_on": gettext_lazy("Registered on"),
    "relation": gettext_lazy("Relation"),
    "role": gettext_lazy("Role"),
    "share": gettext_lazy("Share"),
    "since": gettext_lazy("Since"),
    "source": gettext_lazy("Source"),
    "standard": gettext_lazy("Standard"),
    "status": gettext_lazy("Status"),
    "to": gettext_lazy("To"),
    "unit": gettext_lazy("Unit"),
    "units": gettext_lazy("Units"),
    "until": gettext_lazy("Until"),
    "use": gettext_lazy("Use"),
    "valid_from": gettext_lazy("Valid from"),
    "valid_to": gettext_lazy("Valid to"),
    "vehicle_type": gettext_lazy("Type of vehicle"),
    "village": gettext_lazy("Village"),
    "holder": gettext_lazy("Holder"),
    "register": gettext_lazy("In the register"),
    "other_name": gettext_lazy("The other name"),
    "before": gettext_lazy("Before"),
    "rise": gettext_lazy("Rise in percent"),
    "county_rise": gettext_lazy("Rise of the county in percent"),
    "month": gettext_lazy("Month"),
    "day": gettext_lazy("Date"),
    "entry": gettext_lazy("Income or expense"),
    "voucher": gettext_lazy("Voucher"),
    "summary": gettext_lazy("What for"),
    "counterparty": gettext_lazy("From or to whom"),
    "handler": gettext_lazy("Handled by"),
    "witness": gettext_lazy("Witnessed by"),
    "approver": gettext_lazy("Approved by"),
    "hands": gettext_lazy("Handled, witnessed, approved"),
    "contract": gettext_lazy("Contract"),
    "works": gettext_lazy("Works"),
    "invoice": gettext_lazy("Invoice"),
    "number": pgettext_lazy("books", "Number"),
    "side": gettext_lazy("Side"),
    "step": gettext_lazy("Step"),
    "party": gettext_lazy("Who"),
    "instalment": gettext_lazy("Instalment"),
    "decision": gettext_lazy("Decision"),
    "entitled": gettext_lazy("Entitled"),
    "attended": gettext_lazy("Attended"),
    "in_favour": gettext_lazy("In favour"),
    "threshold": gettext_lazy("Threshold"),
    "usual": gettext_lazy("Usual"),
    "related": gettext_lazy("Of them related"),
    "too_much": gettext_lazy("Too much"),
    "too_little": gettext_lazy("Too little"),
    "edits": gettext_lazy("Digits that differ"),
    "left": gettext_lazy("Left"),
    "allocated_on": gettext_lazy("Allocated on"),
    "days": gettext_lazy("Days"),
}
_WORDED = frozenset({"entry", "side", "step"})
WORDS: dict[str, Any] = {
    "income": gettext_lazy("Income"),
    "expense": gettext_lazy("Expense"),
    "receives": gettext_lazy("The village receives"),
    "pays": gettext_lazy("The village pays"),
    "proposed": gettext_lazy("Party branch proposes"),
    "consulted": gettext_lazy("Both committees consult"),
    "party": gettext_lazy("Party members deliberate"),
    "assembly": gettext_lazy("Villagers' assembly decides"),
    "households": gettext_lazy("Households decide"),
    "representatives": gettext_lazy("Villagers' representatives decide"),
    "resolved": gettext_lazy("Villagers decide"),
    "settlement": gettext_lazy("Final account"),
    "award": gettext_lazy("Award"),
    "budget": gettext_lazy("Budget"),
}


def keys_of(rows: Sequence[Row], hidden: frozenset[str]) -> list[str]:
    """Of some rows the fields that any of them fills, in the order of reading."""
    found = dict.fromkeys(
        key for row in rows for key, value in row.items() if key not in hidden and value != ""
    )
    return sorted(found, key=lambda key: (_RANK.get(key, len(_RANK)), key))


def label_of(key: str) -> str:
    """A field's name in the reader's language; the key itself if nobody has named it."""
    return str(LABELS.get(key, key))


def shown(key: str, value: Any) -> str:
    """A value of a snapshot as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return pgettext("evidence", "yes") if value else pgettext("evidence", "no")
    if key == "level":
        return _("degree %(degree)s") % {"degree": value}
    if key == "unit" and value in StandardUnit.values:
        return str(StandardUnit(value).label)
    if isinstance(value, list):
        return "、".join(shown(key, each) for each in value)
    if key in _AMOUNTS:
        return yuan(decimal(value))
    if key in _WORDED:
        return str(WORDS.get(value, value))
    # A month may be kept as its first day.
    return fact_in_words(value[:7] if key == "month" else value)


def decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
