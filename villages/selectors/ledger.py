"""Lines of a village's ledger as the public may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.addresses import UnknownAddress, key_of
from core.masking import HIDDEN_NAME, is_organisation
from villages.choices import Category, Entry, LineState
from villages.models import LedgerLine, LineCorrection
from villages.selectors.statements import Month


# More than any village's month has; a page never lists more.
MOST_LINES = 500
# A corrected line keeps its place.
SHEET_ORDER = ("batch_id", "sheet", "row_number")
_PERSON = re.compile(r"[㐀-鿿·]{2,4}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the balance after it, in yuan, and who was paid as far as that is public."""

    line: LedgerLine
    running: Decimal

    @property
    def balance_differs(self) -> bool:
        return self.line.balance is not None and self.line.balance != self.running

    @property
    def counterparty(self) -> str:
        return shown_counterparty(self.line)


def shown_counterparty(line: LedgerLine) -> str:
    """Whoever receives aid is masked as on a roster of benefits; everybody else is named."""
    aided = line.category == Category.WELFARE and _PERSON.fullmatch(line.counterparty)
    # An association or a school is nobody whom aid could embarrass.
    return HIDDEN_NAME if aided and not is_organisation(line.counterparty) else line.counterparty


def lines_of(*, region: str, month: Month) -> list[Shown]:
    """A month's standing lines in the order of the sheet, with the running balance."""
    lines = (
        LedgerLine.objects.moving().filter(region=region, month=month.month).order_by(*SHEET_ORDER)
    )
    return with_running(lines[:MOST_LINES], month.opening)


def withdrawn_lines(*, region: str, month: date) -> list[LedgerLine]:
    """What stood in a month and was withdrawn with its batch, in the order of the sheets."""
    lines = LedgerLine.objects.filter(
        region=region, month=month, state=LineState.WITHDRAWN,
        entry__in=(Entry.INCOME, Entry.EXPENSE),
    )  # fmt: skip
    return list(lines.select_related("batch").order_by(*SHEET_ORDER)[:MOST_LINES])


def with_running(lines: Iterable[LedgerLine], opening: Decimal) -> list[Shown]:
    running, shown = opening, []
    for line in lines:
        running += line.amount if line.entry == Entry.INCOME else -line.amount
        shown.append(Shown(line, running))
    return shown


def lines_between(*, region: str, first: date, last: date, most: int) -> list[LedgerLine]:
    """Standing lines of the months from `first` to `last`, in order, for tables to download."""
    lines = LedgerLine.objects.moving().filter(region=region, month__range=(first, last))
    return list(lines.order_by("month", *SHEET_ORDER)[:most])


def greatest_lines(*, region: str, month: date, most: int) -> list[LedgerLine]:
    lines = LedgerLine.objects.moving().filter(region=region, month=month)
    lines = lines.only("summary", "entered_on", "amount", "entry")
    return list(lines.order_by("-amount", "id")[:most])


def latest_lines(*, region: str, most: int) -> list[LedgerLine]:
    """What was published last, for the feed."""
    lines = LedgerLine.objects.moving().filter(region=region).select_related("batch")
    return list(lines.order_by("-month", "-id")[:most])


def months_of_batch(batch: int) -> list[tuple[str, date]]:
    """(village, month) of the lines of one publication that stand."""
    lines = LedgerLine.objects.standing().filter(batch=batch).order_by("region", "-month")
    return list(lines.values_list("region", "month").distinct()[:MOST_LINES])


def at_address(address: str) -> LedgerLine | None:
    """The line behind a public address, also one that was replaced or withdrawn."""
    try:
        key = key_of(address, "ledger-line")
    except UnknownAddress:
        return None
    return (
        LedgerLine.objects.filter(pk=key, entry__in=(Entry.INCOME, Entry.EXPENSE))
        .select_related("region", "batch__office", "replaced_by")
        .first()
    )


def correction_of(line: LedgerLine) -> LineCorrection | None:
    """The correction that made this line, or that replaced it."""
    if line.version == 1 and line.replaced_by_id is None:
        return None
    decided = LineCorrection.objects.filter(approved=True).select_related("old", "new")
    if line.replaced_by_id:
        return decided.filter(old=line.pk).first()
    return decided.filter(new=line.pk).first()
