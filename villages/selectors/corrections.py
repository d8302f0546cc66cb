"""What a correction of a ledger line changes, column by column, for a reader."""

from __future__ import annotations

from typing import Any

from core.money import yuan
from core.templatetags.present import day
from intake.selectors import ChangedColumn
from villages.choices import Category
from villages.models import LedgerLine, LineCorrection


_CORRECTABLE = (
    "entered_on", "voucher_number", "summary", "category", "amount", "counterparty", "handler",
    "witness", "approver", "supervision", "funding_source", "document_number", "contract_number",
    "works_number", "attachments", "invoice_code", "invoice_number",
)  # fmt: skip
# The columns that a correction may change.
COLUMNS = {
    field.name: field for field in LedgerLine._meta.concrete_fields if field.name in _CORRECTABLE
}


def new_values(correction: LineCorrection) -> dict[str, Any]:
    """The new values as the columns take them."""
    return {name: COLUMNS[name].to_python(value) for name, value in correction.changes.items()}


def changed_columns(correction: LineCorrection) -> list[ChangedColumn]:
    """Each changed column in words."""
    return [
        ChangedColumn(
            str(COLUMNS[name].verbose_name),
            _in_words(name, getattr(correction.old, name)),
            _in_words(name, after),
        )
        for name, after in new_values(correction).items()
    ]


def _in_words(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "category":
        return str(Category(value).label)
    if name == "amount":
        return yuan(value)
    return day(value) if name == "entered_on" else str(value)
