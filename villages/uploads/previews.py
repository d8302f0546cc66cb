"""Prepared lines in a reviewer's words: no number of a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import yuan
from core.templatetags.present import day, month
from intake.sheets import Preview
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
