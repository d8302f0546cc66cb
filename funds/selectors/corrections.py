"""What a correction changes: its kept values read back, and line by line for a reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.money import yuan
from core.templatetags.present import day
from funds.choices import DatePrecision, PaymentState
from funds.models import Correction, Payment
from funds.selectors.rows import masked_identity
from intake.selectors import ChangedColumn
from regions.selectors import names_for


DATES = ("period_from", "period_to", "paid_on")
NUMBERS = ("beneficiary_id", "payee_id", "head_id")
NAMES = ("beneficiary_name", "payee_name", "head_name")
# Every column that a correction may change, in the order in which it is shown.
CORRECTABLE = ("state", "amount", *DATES, "paid_on_precision", "region_id", *NAMES, *NUMBERS)


LABELS = {
    "beneficiary_id": _("beneficiary's identity number"),
    "payee_id": _("payee's identity number"),
    "head_id": _("head's identity number"),
}


def kept(changes: dict[str, Any]) -> dict[str, str | None]:
    """New values in the form in which they wait for the second person."""
    return {column: _kept(value) for column, value in changes.items()}


def _kept(value: Any) -> str | None:
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else str(value)


def new_values(correction: Correction) -> dict[str, Any]:
    """The new values by column, as the row holds them."""
    return {column: _value(column, text) for column, text in correction.changes.items()}


def _value(column: str, text: str | None) -> Any:
    if text is None:
        return None
    if column == "amount":
        return Decimal(text)
    if column in DATES:
        return date.fromisoformat(text)
    return bytes.fromhex(text) if column in NUMBERS else text


def changed_columns(correction: Correction) -> list[ChangedColumn]:
    """Each changed column in words, numbers masked."""
    old, new = correction.old, new_values(correction)
    places = names_for({old.region_id, new.get("region_id", old.region_id)}, start="county")
    return [
        ChangedColumn(
            _label(column),
            _shown(column, getattr(old, column), places),
            _shown(column, new[column], places),
        )
        for column in CORRECTABLE
        if column in new
    ]


def _label(column: str) -> str:
    named = {field.attname: field.verbose_name for field in Payment._meta.concrete_fields}
    return str(LABELS.get(column) or named[column])


def _shown(column: str, value: Any, places: dict[str, str]) -> str:
    if value is None or value == "":
        return ""
    if column == "amount":
        return yuan(value)
    if column in DATES:
        return day(value)
    if column in NUMBERS:
        return masked_identity(value)
    if column == "region_id":
        return places[value]
    closed = {"state": PaymentState, "paid_on_precision": DatePrecision}
    return str(closed[column](value).label) if column in closed else str(value)
