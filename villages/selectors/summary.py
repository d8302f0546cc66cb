"""A village's last published month on one screen."""

from __future__ import annotations

from dataclasses import dataclass

from villages.choices import Entry
from villages.models import LedgerLine
from villages.selectors import ledger, statements
from villages.selectors.statements import Month, Share


LINES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Summary:
    """`lines` are the month's greatest, `spent` and `earned` its classes, most money first."""

    month: Month | None
    lines: list[LedgerLine]
    spent: list[Share]
    earned: list[Share]

    @property
    def more(self) -> int:
        """How many lines of the month are not among those shown."""
        return self.month.lines - len(self.lines) if self.month else 0


def summary_of(code: str) -> Summary:
    months = statements.months_of(code)
    if not months:
        return Summary(None, [], [], [])
    month = months[0]
    shares = statements.by_category(region=code, first=month.month, last=month.month)
    return Summary(
        month=month,
        lines=ledger.greatest_lines(region=code, month=month.month, most=LINES_SHOWN),
        spent=[share for share in shares if share.entry == Entry.EXPENSE],
        earned=[share for share in shares if share.entry == Entry.INCOME],
    )
