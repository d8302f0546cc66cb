"""Prepared rows in a reviewer's words: names, places, periods and money, no number of a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from core.money import yuan
from core.templatetags.present import day, partial_day, period
from funds.choices import PaymentState
from funds.models import Payment, Programme
from intake.sheets import Preview
from regions.selectors import names_for


def preview_payments(rows: list[dict[str, str]]) -> Preview:
    places, programmes = _known(rows)
    states = dict(PaymentState.choices)
    return Preview(
        [_("row"), _("name"), _("payee"), _("village"), _("programme"), _("period"), _("paid on"),
         _("state"), _("amount in yuan")],
        [
            [
                row["row_number"],
                row["beneficiary_name"],
                row["payee_name"],
                f"{places[row['region_id']]} {row['village_group']}".strip(),
                programmes.get(row["programme_id"], ""),
                _period(row),
                _paid(row),
                states[row["state"]],
                yuan(Decimal(row["amount"])),
            ]
            for row in rows
        ],
        frozenset({8}),
    )  # fmt: skip


def preview_allocations(rows: list[dict[str, str]]) -> Preview:
    places, programmes = _known(rows)
    return Preview(
        [_("row"), _("from"), _("to"), _("place"), _("programme"), _("document number"), _("date"),
         _("amount in yuan")],
        [
            [
                row["row_number"],
                row["from_office"],
                row["to_office"],
                places[row["region_id"]],
                programmes.get(row["programme_id"], ""),
                row["document_number"],
                day(date.fromisoformat(row["allocated_on"])),
                yuan(Decimal(row["amount"])),
            ]
            for row in rows
        ],
        frozenset({7}),
    )  # fmt: skip


def _known(rows: list[dict[str, str]]) -> tuple[dict[str, str], dict[str, Any]]:
    programmes = Programme.objects.filter(pk__in={row["programme_id"] for row in rows})
    return (
        names_for({row["region_id"] for row in rows}, start="county"),
        {str(programme.pk): programme.name for programme in programmes},
    )


def _paid(row: dict[str, str]) -> str:
    paid = Payment(
        paid_on=date.fromisoformat(row["paid_on"]), paid_on_precision=row["paid_on_precision"]
    )
    return partial_day(paid.paid_when)


def _period(row: dict[str, str]) -> str:
    return period(
        SimpleNamespace(
            period_from=date.fromisoformat(row["period_from"]),
            period_to=date.fromisoformat(row["period_to"]),
        )
    )
