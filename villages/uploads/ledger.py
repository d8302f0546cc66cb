"""The village's monthly sheet (村级收支明细): every entry with its voucher, and both balances."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import pandas as pd

from accounts.choices import OfficeKind
from core.cursors import Cursor
from core.money import yuan
from core.sealing import ACCOUNT, IDENTITY, seal_many
from core.templatetags.present import month as month_words
from intake.models import Batch
from intake.places import places_of
from intake.rows import RowChecker
from intake.sheets import Comparison, Prepared, Preview, Sheet
from regions.selectors import names_for
from villages.choices import Category, Entry
from villages.evidence import LEDGER, VOUCHER
from villages.models import LedgerLine, as_number
from villages.selectors.ledger import months_of_batch
from villages.selectors.statements import standing_months
from villages.services import statements
from villages.uploads import wording  # noqa: F401 - registers the wording of row problems
from villages.uploads.fields import CATEGORIES, FIELDS
from villages.uploads.previews import preview_ledger


_OPENING = re.compile(
    r"(上期|上月|上年|上季|年初|期初|月初)(库存现金|现金|银行存款|存款)?(结余|结转|余额|结存|转来).*"
    r"|(年初|期初|月初)(库存现金|现金|银行存款|存款)|承上.*|上(期|月|年)转.*"
)
_CLOSING = re.compile(
    r"(本期|本月|本年|本季|期末|月末|年末)(库存现金|现金|银行存款|存款)?(结余|余额|结存).*"
    r"|(期末|月末|年末)(库存现金|现金|银行存款|存款)|(结)?转下(月|期|季|年).*|呈上年度?"
)
_TEXTS = (
    "voucher_number", "summary", "counterparty", "handler", "witness", "approver", "supervision",
    "funding_source", "document_number", "contract_number", "works_number",
)  # fmt: skip
# Paper invoices have a code of 10 or 12 digits and a number of 8; fully electronic ones (数电票)
# only a number of 20. Anything else may be a person's number written in the wrong column.
_INVOICE = {
    "invoice_code": re.compile(r"\d{10}|\d{12}"),
    "invoice_number": re.compile(r"\d{8}|\d{20}"),
}
_MOST_ATTACHMENTS = 999
Key = tuple[str, date]


class LedgerSheet(Sheet):
    kind = "village-ledger"
    label = _("Village ledger")
    table = "villages_ledgerline"
    evidence = (LEDGER, VOUCHER)
    office_kinds = frozenset({OfficeKind.TOWNSHIP, OfficeKind.VILLAGE, OfficeKind.OPERATOR})
    columns = (
        "batch_id", "sheet", "row_number", "region_id", "month", "entry", "entered_on", "category",
        "amount", "balance", "counterparty_id", "account", "attachments", *_TEXTS, *_INVOICE,
    )  # fmt: skip
    empty_text = ("category", *_TEXTS, *_INVOICE)
    fields = FIELDS

    def lacks_column(self, assigned: set[str]) -> bool:
        """Money needs a column of its own, and one without a side needs to be told the side."""
        return not ({"income", "expense"} & assigned or {"amount", "entry"} <= assigned)

    def prepare(self, frame: pd.DataFrame, batch: Batch, titles: dict[str, str]) -> Prepared:
        rows = RowChecker(frame)
        places = [place.code if place else None for place in places_of(rows, batch.region_code)]
        entries, amounts = _money(rows)
        months = _months(rows, places, entries)
        categories = [
            _category(rows, index, entry, text)
            for index, (entry, text) in enumerate(zip(entries, rows.texts("category"), strict=True))
        ]
        _two_openings(rows, places, months, entries)
        balances = rows.column("balance")
        _check_balances(rows, places, months, entries, amounts, balances)
        _check_carry_over(rows, places, months, entries, amounts)
        keep = rows.kept
        columns: dict[str, Any] = {
            "batch_id": keep([batch.pk] * rows.count),
            "sheet": keep(rows.sheets),
            "row_number": keep(rows.numbers),
            "region_id": keep(places),
            "month": keep(months),
            "entry": keep(entries),
            "entered_on": keep(rows.column("entered_on")),
            "category": keep(categories),
            "amount": [_yuan(amount) for amount in keep(amounts)],
            "balance": [_yuan(balance) for balance in keep(balances)],
            "counterparty_id": seal_many(keep(rows.column("counterparty_id")), IDENTITY),
            "account": seal_many(keep(rows.column("account")), ACCOUNT),
            "attachments": [_small(number) for number in keep(rows.column("attachments"))],
        }
        for name in _TEXTS:
            texts = keep(rows.texts(name))
            columns[name] = [as_number(t) for t in texts] if name in LedgerLine.LINKS else texts
        for name, form in _INVOICE.items():
            columns[name] = keep(_invoices(rows, name, form))
        return Prepared(columns, rows.problems)

    def amount(self, prepared: Prepared) -> Decimal:
        """What came in and what went out, together; balances are no movement."""
        rows = zip(prepared.columns["amount"], prepared.columns["entry"], strict=True)
        return sum((a for a, e in rows if e in (Entry.INCOME, Entry.EXPENSE)), Decimal(0))

    def draft_amount(self, cursor: Cursor, draft: str) -> Decimal:
        cursor.execute(
            f"SELECT coalesce(sum(amount), 0) FROM {draft} WHERE entry IN ('income', 'expense')"
        )
        return Decimal(cursor.fetchone()[0])

    def preview(self, rows: list[dict[str, str]]) -> Preview:
        return preview_ledger(rows)

    def public_pages(self, batch: Batch) -> list[tuple[str, str]]:
        found = months_of_batch(batch.pk)
        names = names_for({region for region, _month in found}, start="village")
        return [
            (f"{names[region]} {month_words(month)}", reverse("villages:month", args=[region, f"{month:%Y-%m}"]))
            for region, month in found
        ]  # fmt: skip

    def compare(self, cursor: Cursor, draft: str, batch: Batch) -> Comparison:
        return statements.compare_ledger(cursor, draft)

    def leave_out_published(self, cursor: Cursor, draft: str, batch: Batch) -> int:
        return statements.delete_published(cursor, draft)

    def on_publish(self, cursor: Cursor, batch: Batch) -> None:
        statements.refresh_batch(cursor, batch.pk)

    def on_withdraw(self, cursor: Cursor, batch: Batch) -> None:
        statements.take_batch_out(cursor, batch.pk)


def _money(rows: RowChecker) -> tuple[list[Entry | None], list[int | None]]:
    """What every row does, and the fen it does it with."""
    entries: list[Entry | None] = []
    amounts: list[int | None] = []
    given = zip(
        rows.texts("summary"), rows.column("income"), rows.column("expense"), rows.column("amount"),
        rows.column("entry"), rows.column("balance"), strict=True,
    )  # fmt: skip
    for index, (summary, income, expense, amount, side, balance) in enumerate(given):
        words = re.sub(r"\s", "", summary)
        entry: Entry | None = None
        if _OPENING.fullmatch(words) or _CLOSING.fullmatch(words):
            entry = Entry.OPENING if _OPENING.fullmatch(words) else Entry.CLOSING
            stated = (balance, amount, income, expense)
            amount = next((fen for fen in stated if fen is not None), None)
        elif income and expense:
            rows.reject(index, "ledger-both-amounts")
        elif income or expense:
            entry, amount = (Entry.INCOME, income) if income else (Entry.EXPENSE, expense)
        elif side:
            entry = Entry(side)
        if not summary:
            rows.lacks(index, "ledger-no-summary")
        if (
            amount is None
            or (not amount and entry in (None, Entry.INCOME, Entry.EXPENSE))
            or entry is None
        ):
            rows.lacks(index, "ledger-no-amount")
        entries.append(entry)
        amounts.append(amount)
    return entries, amounts


def _months(
    rows: RowChecker, places: list[str | None], entries: list[Entry | None]
) -> list[date | None]:
    """The month of a row: of its own date, or of its period, or of the sheet's.

    A sheet for a quarter puts each line into the month of its date. An opening balance stands in
    the first month and a closing balance in the last of its period, or of its village's lines.
    """
    today = timezone.localdate()
    days = rows.column("entered_on")
    starts, ends = rows.column("period_from"), rows.column("period_to")
    dated: dict[str | None, list[date]] = {}
    for place, day in zip(places, days, strict=True):
        if day and day <= today:
            dated.setdefault(place, []).append(day)
    months: list[date | None] = []
    for index, (place, entry, start, end, day) in enumerate(
        zip(places, entries, starts, ends, days, strict=True)
    ):
        others = dated.get(place)
        if entry == Entry.OPENING:
            chosen = start or (min(others) if others else None)
        elif entry == Entry.CLOSING:
            chosen = end or (max(others) if others else None)
        elif day and (not start or start <= day <= end):
            chosen = day
        elif start and end and (start.year, start.month) != (end.year, end.month):
            # A line of a quarter without a day: nobody can say which month's books it is in.
            rows.lacks(index, "ledger-which-month")
            months.append(start.replace(day=1))
            continue
        else:
            chosen = start
        if chosen is None:
            rows.lacks(index, "ledger-no-month")
        elif (day or chosen) > today:
            rows.reject(index, "ledger-in-future")
        months.append(chosen.replace(day=1) if chosen else None)
    return months


def _category(rows: RowChecker, index: int, entry: Entry | None, text: str) -> str:
    if entry not in (Entry.INCOME, Entry.EXPENSE):
        return ""
    income = entry == Entry.INCOME
    other = Category.OTHER_INCOME if income else Category.OTHER_EXPENSE
    found = CATEGORIES.get(re.sub(r"\s", "", text))
    if not rows.standing[index]:
        return other.value
    if found is None:
        rows.warn(index, "ledger-category-unclear")
        return other.value
    if found.is_income != income:
        rows.warn(index, "ledger-category-side", text=text)
        return other.value
    return found.value


def _invoices(rows: RowChecker, name: str, form: re.Pattern[str]) -> list[str]:
    """Invoice codes or numbers; what is none is left out with a warning."""
    found = []
    for index, text in enumerate(rows.texts(name)):
        digits = re.sub(r"\s", "", text)
        if digits and not form.fullmatch(digits):
            rows.warn(index, "ledger-no-invoice")
            digits = ""
        found.append(digits)
    return found


def _two_openings(
    rows: RowChecker,
    places: list[str | None],
    months: list[date | None],
    entries: list[Entry | None],
) -> None:
    seen: set[Any] = set()
    for index, key in enumerate(zip(places, months, entries, strict=True)):
        if key[2] == Entry.OPENING and rows.standing[index]:
            if key in seen:
                rows.warn(index, "ledger-two-openings")
            seen.add(key)


def _check_balances(
    rows: RowChecker, places: list[str | None], months: list[date | None], entries: list[Entry | None],
    amounts: list[int | None], balances: list[int | None],
) -> None:  # fmt: skip
    """Warn of the first stated balance in each village that the lines above do not give."""
    running: dict[str | None, int | None] = {}
    told: set[str | None] = set()
    for index, (place, entry, amount, stated) in enumerate(
        zip(places, entries, amounts, balances, strict=True)
    ):
        if not rows.standing[index] or amount is None:
            continue
        before = running.get(place)
        if entry == Entry.OPENING:
            running[place] = int(amount)
            continue
        if entry == Entry.CLOSING:
            stated = amount
        elif before is not None:
            before += int(amount) if entry == Entry.INCOME else -int(amount)
        if before is not None and stated is not None and before != stated and place not in told:
            told.add(place)
            rows.warn(
                index, "ledger-balance-differs", computed=yuan(_yuan(before)), stated=yuan(_yuan(stated))
            )  # fmt: skip
        running[place] = before


def _check_carry_over(
    rows: RowChecker, places: list[str | None], months: list[date | None], entries: list[Entry | None],
    amounts: list[int | None],
) -> None:  # fmt: skip
    """Warn where an opening balance is not the closing balance before, and of a second sheet."""
    keys = {(place, month) for place, month in zip(places, months, strict=True) if place and month}
    before, standing = standing_months(keys)
    names = names_for({place for place, _month in standing}, start="village")
    told: set[Any] = set()
    for index, (place, month, entry, amount) in enumerate(
        zip(places, months, entries, amounts, strict=True)
    ):
        if not rows.standing[index] or not place or not month or amount is None:
            continue
        key = (place, month)
        if key in standing and key not in told:
            told.add(key)
            rows.warn(
                index, "ledger-month-published", month=month_words(month), place=names[place],
                batch=standing[key],
            )  # fmt: skip
        last = before.get(key)
        if entry == Entry.OPENING and last and last.closing != _yuan(amount):
            rows.warn(
                index, "ledger-carry-over", stated=yuan(_yuan(amount)),
                month=month_words(last.month), closing=yuan(last.closing),
            )  # fmt: skip


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(int(fen)).scaleb(-2)


def _small(number: Any) -> int | None:
    return None if number is None or not 0 <= number <= _MOST_ATTACHMENTS else int(number)
