"""What stands behind a clue that stands for others as well."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from accounts.models import User
from clues.models import Clue
from clues.selectors.cards import guidance_for, headline_of
from clues.selectors.evidence.payments import is_payment
from core.divisions import contains


def parts_of(clue: Clue, reader: User) -> list[tuple[Clue, str]]:
    """Those merged into it that lie in the reader's region, each with its headline; one question to
    the rules for each source.
    """
    parts = [part for part in clue.merged.all() if contains(reader.region_code, part.region_code)]
    guidance = {part.source: guidance_for(part.source, part.last_run) for part in parts}
    return [(part, headline_of(part, guidance[part.source])) for part in parts]


def together(whole: Clue, parts: Sequence[Clue]) -> Decimal:
    """What a clue and those merged into it come to: whose payments were counted already adds nothing."""
    total, counted = Decimal(0), set[int]()
    for clue in (whole, *parts):
        own = {row["id"] for row in clue.evidence if is_payment(row) and row.get("id")}
        if not own & counted:
            total += clue.amount
        counted |= own
    return total
