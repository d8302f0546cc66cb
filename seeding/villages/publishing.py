"""Publishes villages' books through intake's own services, one sheet for each township and kind."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from accounts.models import Office
from core.sealing import IDENTITY, seal_many
from intake import services
from intake.models import Batch
from intake.sheets import Prepared, Sheet, sheet_of
from seeding.publishing import publish_made
from seeding.villages.books import MONTHS_OF_BOOKS, Book, Item
from villages.choices import Entry
from villages.uploads.fields import CATEGORIES


SHEET = "Sheet1"
# The heading stands above the first row.
FIRST_ROW = 2
Row = dict[str, Any]


def publish_books(books: list[Book], offices: dict[str, Office]) -> int:
    """Publish every book; `offices` by township's code. Returns the ledger's rows."""
    published = 0
    for township, group in groupby(
        sorted(books, key=lambda book: book.village.code), key=lambda book: book.village.parent_id
    ):
        own, office = list(group), offices[str(township)]
        rows, items = _ledger(own)
        batch = _publish("village-ledger", office, rows)
        for item, row in items:
            item.batch, item.row = batch.pk, row
        published += len(rows)
        for kind, name in (
            ("village-contracts", "contracts"), ("village-works", "works"),
            ("village-decisions", "decisions"),
        ):  # fmt: skip
            records = [
                {"region_id": book.village.code, **record}
                for book in own
                for record in getattr(book, name)
            ]
            if records:
                _publish(kind, office, records)
    return published


def _ledger(books: Iterable[Book]) -> tuple[list[Row], list[tuple[Item, int]]]:
    """The sheet's rows, each month opened and closed, and at which row every item stands."""
    rows: list[Row] = []
    places: list[tuple[Item, int]] = []
    for book in books:
        by_month: dict[date, list[Item]] = defaultdict(list)
        for item in sorted(book.items, key=lambda item: item.day):
            by_month[item.day.replace(day=1)].append(item)
        balance = book.opening
        for month in MONTHS_OF_BOOKS:
            if book.gap and book.gap[0] == month:
                balance += book.gap[1]
            rows.append(_stated(book, month, Entry.OPENING, "上期结余", balance))
            for number, item in enumerate(by_month[month], 1):
                balance += item.amount if item.entry == Entry.INCOME else -item.amount
                item.number = f"记-{number}" if item.voucher else ""
                places.append((item, FIRST_ROW + len(rows)))
                rows.append(_entry(book, month, item, balance))
            rows.append(_stated(book, month, Entry.CLOSING, "本期结余", balance))
    return rows, places


def _stated(book: Book, month: date, entry: Entry, words: str, balance: Decimal) -> Row:
    return {
        "region_id": book.village.code, "month": month, "entry": entry.value, "summary": words,
        "amount": balance, "balance": balance,
    }  # fmt: skip


def _entry(book: Book, month: date, item: Item, balance: Decimal) -> Row:
    return {
        "region_id": book.village.code, "month": month, "entry": item.entry.value,
        "entered_on": item.day, "category": item.category.value, "amount": item.amount,
        "balance": balance, "voucher_number": item.number, "summary": item.summary,
        "counterparty": item.to, "handler": book.handler, "witness": book.witness,
        "approver": book.approver, "supervision": "审核通过", "attachments": item.slips,
        **item.values,
    }  # fmt: skip


def _publish(kind: str, office: Office, rows: list[Row]) -> Batch:
    sheet = sheet_of(kind)
    batch = services.receive(
        kind=kind, data=_bytes(sheet, rows), file_name=f"{sheet.title}.csv", office=office, by=None,
        region_code=office.region_code, at_console=True,
    )  # fmt: skip
    columns: dict[str, Any] = {
        "batch_id": [batch.pk] * len(rows),
        "sheet": [SHEET] * len(rows),
        "row_number": list(range(FIRST_ROW, FIRST_ROW + len(rows))),
    }
    for name in sheet.columns[len(columns) :]:
        values = [row.get(name, "" if name in sheet.empty_text else None) for row in rows]
        columns[name] = seal_many(values, IDENTITY) if name == "counterparty_id" else values
    publish_made(batch, Prepared(columns))
    return batch


def _bytes(sheet: Sheet, rows: list[Row]) -> bytes:
    """The sheet that a township would have sent, under the kind's own headings."""
    text = io.StringIO()
    writer = csv.writer(text)
    fields = [field for field in sheet.fields if field.name not in ("county", "township")]
    writer.writerow([field.label for field in fields])
    for row in rows:
        writer.writerow([_cell(field, row) for field in fields])
    return text.getvalue().encode("utf-8-sig")


def _cell(field: Any, row: Row) -> Any:
    """As typed: the village's code, income and expense in columns of their own, choices in words."""
    name, entry = field.name, row.get("entry")
    if name == "village":
        return row["region_id"]
    if name == "period" and "month" in row:
        return f"{row['month']:%Y-%m}"
    if name in ("income", "expense"):
        return row["amount"] if entry == name else ""
    if name in ("amount", "entry") and entry:
        return ""
    value = row.get(name)
    if name == "category" and value:
        return next(word for word, known in CATEGORIES.items() if known == value)
    if field.choices and value:
        return next(word for word, known in field.choices.items() if known == value)
    return "" if value is None else value
