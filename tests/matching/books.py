"""Rows of villages' books for the cases of rules."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Office
from core.sealing import IDENTITY, seal
from intake.models import Batch
from villages.models import Contract, DecisionEntry, LedgerLine, Voucher, WorksEntry


# The name in a case, and the kind of sheet; vouchers are no sheet.
KINDS = {
    "contracts": "village-contracts", "works": "village-works", "decisions": "village-decisions",
    "vouchers": "", "ledger": "village-ledger",
}  # fmt: skip
MODELS: dict[str, Any] = {
    "ledger": LedgerLine, "contracts": Contract, "works": WorksEntry, "decisions": DecisionEntry,
}  # fmt: skip
_MEETINGS = {
    "party": {"entitled": 30, "attended": 24, "in_favour": 22},
    "representatives": {"entitled": 33, "attended": 27, "in_favour": 24},
}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "ledger": {
        "entry": "expense", "category": "29", "summary": "购买办公用纸", "amount": 100,
        "voucher_number": "记-1", "attachments": 1, "counterparty": "文具店", "handler": "甲",
        "approver": "乙",
    },
    "contracts": {
        "number": "HT-1", "name": "承包合同", "kind": "resource", "side": "receives",
        "counterparty": "承包人", "signed_on": "2026-01-10",
    },
    "works": {"number": "GC-1", "name": "水渠工程", "step": "proposal", "held_on": "2026-03-01"},
    "decisions": {
        "number": "JY-1", "name": "发包", "subject": "contract", "held_on": "2026-01-01",
    },
}  # fmt: skip
_MONEY = ("amount", "price", "instalment")


def record(name: str, row: dict[str, Any], batch: Batch) -> None:
    """One row of a ledger, contract, works or decision; `to` and `payee` may be a person's letter."""
    from tests.matching.test_rule_cases import NAMES, VILLAGES, number

    values = {**_DEFAULTS[name], **(_MEETINGS.get(row.get("step", ""), {})), **row}
    village = VILLAGES[values.pop("village", "浮岐")]
    payee = values.pop("payee", "")
    if "to" in values:
        to = values.pop("to")
        values["counterparty"] = NAMES.get(to, to)
    if name == "ledger":
        month = values.pop("month", None) or values.get("day", "2026-03-12")[:7]
        values["month"] = date.fromisoformat(f"{month}-01")
        values["entered_on"] = _day(values.pop("day", f"{month}-12"))
        values["counterparty_id"] = seal(number(payee), IDENTITY) if payee else None
    elif "day" in values:
        values["held_on"] = _day(values.pop("day"))
    for column in (*_MONEY, "signed_on", "held_on", "first_due_on", "ends_on"):
        if column in values:
            values[column] = (
                Decimal(str(values[column])) if column in _MONEY else _day(values[column])
            )
    MODELS[name].objects.create(
        batch=batch, sheet="Sheet1", row_number=2, region_id=village, **values
    )


def voucher(row: dict[str, Any], office: Office) -> Voucher:
    """A published picture of a voucher number."""
    from tests.matching.test_rule_cases import VILLAGES

    month = date.fromisoformat(f"{row.get('month', '2026-03')}-01")
    return Voucher.objects.create(
        region_id=VILLAGES[row.get("village", "浮岐")], month=month, kind="voucher", place=1,
        voucher_number=row.get("voucher_number", "记-1"), status="published", at_console=True,
        sha256=hashlib.sha256(repr(row).encode()).digest(), width=10, height=10, masks=[],
        invoice_number=row.get("invoice_number", ""), invoice_code=row.get("invoice_code", ""),
        invoice_amount=row.get("invoice_amount"), office=office, public_files=True, submitted_at=timezone.now(), decided_at=timezone.now(),
        published_at=timezone.now(),
    )  # fmt: skip


def withdraw(batch: Batch) -> None:
    for model in MODELS.values():
        model.objects.filter(batch=batch).update(state="withdrawn")


def _day(value: Any) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if value else None
