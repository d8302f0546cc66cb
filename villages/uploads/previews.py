"""Prepared lines in a reviewer's words: no number of a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import yuan
from core.templatetags.present import day, month
from intake.reading.mapping import Field
from intake.sheets import Preview, Sheet
from regions.selectors import names_for
from villages.choices import Category, Entry


def preview_ledger(rows: list[dict[str, str]]) -> Preview:
    places = names_for({row["region_id"] for row in rows}, start="village")
    entries, categories = dict(Entry.choices), dict(Category.choices)
    return Preview(
        [_("row"), _("village"), _("month"), _("date"), _("voucher number"), _("summary"),
         _("category"), _("payer or payee"), _("entry"), _("amount in yuan")],
        [
            [
                row["row_number"],
                places[row["region_id"]],
                month(date.fromisoformat(row["month"])),
                day(date.fromisoformat(row["entered_on"])) if row["entered_on"] else "",
                row["voucher_number"],
                row["summary"],
                categories.get(row["category"], ""),
                row["counterparty"],
                entries[row["entry"]],
                yuan(Decimal(row["amount"])),
            ]
            for row in rows
        ],
        frozenset({9}),
    )  # fmt: skip


def preview_records(sheet: Sheet, rows: list[dict[str, str]]) -> Preview:
    """Contracts, works or decisions under their sheet's own headings, without sealed columns."""
    places = names_for({row["region_id"] for row in rows}, start="village")
    shown = [
        field for field in sheet.fields if field.name in sheet.columns and field.kind != "identity"
    ]
    return Preview(
        [_("row"), _("village"), *(field.label for field in shown)],
        [
            [
                row["row_number"],
                places[row["region_id"]],
                *(_cell(field, row[field.name]) for field in shown),
            ]
            for row in rows
        ],
        frozenset(
            place + 2 for place, field in enumerate(shown) if field.kind in ("amount", "integer")
        ),
    )


def _cell(field: Field, text: str) -> str:
    if not text:
        return ""
    if field.kind == "date":
        return day(date.fromisoformat(text))
    if field.kind == "amount":
        return yuan(Decimal(text))
    if field.choices:
        kind = type(next(iter(field.choices.values())))
        return str(kind(text).label)
    return text
