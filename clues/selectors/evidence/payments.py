"""The payments behind a clue, each where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace

from clues.models import Clue
from clues.selectors.evidence.wording import Row, decimal
from core.addresses import address_of
from funds.evidence import PAYMENT
from funds.selectors.rows import claims_of, masked_identities


PAYMENTS_SHOWN = 12
# Facts of clues on more programmes than one, on what was claimed, computed or sent back.
_ABOUT_CLAIMS = frozenset({"second_programme", "claimed", "too_much", "returned_on"})


def payments_of(clue: Clue) -> list[Row]:
    """The payment rows of the evidence, with dates, money and public address to show.

    Where the clue is about two people each row has its masked `number`; the caller records the look.
    """
    known = [row["id"] for row in clue.evidence if is_payment(row) and row.get("id")]
    two = len(clue.sealed_numbers()) > 1
    numbers = masked_identities(known) if two else {}
    # Which programme, and how many of what, only where that is the matter.
    claims = claims_of(known) if _ABOUT_CLAIMS & clue.facts.keys() else {}
    return [
        row
        | {"number": numbers.get(row.get("id", 0), ""), "claim": claims.get(row.get("id", 0), "")}
        for row in payment_rows(clue.evidence)
    ]


def is_payment(row: Row) -> bool:
    return row.get("kind") == PAYMENT.name


def payment_rows(evidence: Sequence[Row]) -> list[Row]:
    return [
        row
        | {
            "amount": decimal(row.get("amount")),
            "address": address_of(row["id"], "payment") if row.get("id") else "",
            "span": span_of(row),
        }
        for row in evidence
        if is_payment(row)
    ]


def span_of(row: Row) -> SimpleNamespace:
    start, end = row.get("period_from"), row.get("period_to")
    return SimpleNamespace(
        period_from=date.fromisoformat(start) if start else None,
        period_to=date.fromisoformat(end or start) if start else None,
    )
