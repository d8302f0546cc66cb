"""A list that goes on on a sheet without headings of its own."""

import datetime
from collections.abc import Mapping as Lookup
from dataclasses import replace

import numpy as np

from intake.reading.cells import SEEN, squeeze, text_of
from intake.reading.mapping import Field
from intake.reading.tables import Table, find_tables
from intake.reading.tables.plain import with_valid_identity
from intake.reading.values import parse_amounts, parse_dates, parse_identities
from intake.reading.values.parsed import held
from intake.reading.workbooks import RawSheet


def continued(
    sheet_before: RawSheet,
    before: Table,
    sheet: RawSheet,
    fields: list[Field],
    remembered: Lookup[str, str],
    today: datetime.date | None,
) -> tuple[RawSheet, Table] | None:
    """The sheet under the headings of the table before, where each of its rows fits them."""
    top, bottom = (row - sheet_before.first_row for row in before.header_rows)
    head = sheet_before.cells[top : bottom + 1]
    left = min(sheet_before.first_column, sheet.first_column)
    width = max(each.first_column + each.cells.shape[1] for each in (sheet_before, sheet)) - left
    joined = replace(
        sheet,
        cells=np.vstack([_wide(head, sheet_before.first_column - left, width),
                         _wide(sheet.cells, sheet.first_column - left, width)]),
        first_row=sheet.first_row - len(head),
        first_column=left,
        lengths=None,
        merged=[
            (a - top, b + sheet_before.first_column - left, c - top, d + sheet_before.first_column - left)
            for a, b, c, d in sheet_before.merged
            if top <= a and c <= bottom
        ],
    )  # fmt: skip
    tables = find_tables(joined, fields, remembered, today)
    if len(tables) != 1 or not _fits(tables[0], fields, today):
        return None
    return joined, tables[0]


def _wide(cells: np.ndarray, left: int, width: int) -> np.ndarray:
    """Cells with blank columns before and behind."""
    wide = np.full((len(cells), width), "", dtype=object)
    wide[:, left : left + cells.shape[1]] = cells
    return wide


def _fits(table: Table, fields: list[Field], today: datetime.date | None) -> bool:
    """Whether every row holds what the headings say: a number or day, and an amount."""
    if not len(table.rows) or table.unclear:
        return False
    if any(why == "skipped" for _row, why, _text in table.left_out):
        return False
    proven = {"identity": False, "amount": False, "date": False}
    for spec in fields:
        index = table.mapping.assigned.get(spec.name)
        if index is None:
            continue
        cells = table.body[:, index]
        if spec.kind == "identity":
            proven["identity"] |= bool(held(parse_identities(cells, today).values).all())
        elif spec.kind == "date":
            proven["date"] |= bool(held(parse_dates(cells, 2000).values).all())
        elif spec.kind == "amount":
            parsed = parse_amounts(cells, signed=True)
            if held(parsed.errors).any():
                return False
            proven["amount"] |= bool(held(parsed.values).any())
    wants_amount = any(spec.kind == "amount" and spec.required for spec in fields)
    if wants_amount and not proven["amount"]:
        return False
    return proven["identity"] or (proven["date"] and proven["amount"])


def first_entry(
    sheet: RawSheet, fields: list[Field], beside: Table, today: datetime.date | None
) -> int | None:
    """The Excel row of the first person or entry on a sheet without headings, if it holds any."""
    found = with_valid_identity(sheet.cells, today)
    for number in np.flatnonzero(found).tolist():
        # 负责人身份证： on a cover is no row of a list.
        found[number] = not any(
            squeeze(text_of(cell)[:SEEN]).endswith(":") for cell in sheet.cells[number]
        )
    named = {
        spec.name
        for spec in fields
        if spec.kind == "identity" and spec.name in beside.mapping.assigned
    }
    if not named and any(spec.kind == "amount" for spec in fields):
        rows = [number for number, cells in enumerate(sheet.cells) if _is_entry(cells)]
        found[rows[:1] if len(rows) < 2 else rows] |= len(rows) > 1
    return int(np.argmax(found)) + sheet.first_row if found.any() else None


def _is_entry(cells: np.ndarray) -> bool:
    """Whether a row looks like a bookkeeper's: words and figures, three at least."""
    texts = [squeeze(text_of(cell)[:SEEN]) for cell in cells if cell != ""]
    figures = [
        cell for cell in cells if isinstance(cell, float | int) and not isinstance(cell, bool)
    ]
    return len(texts) >= 3 and len(figures) >= 1 and len(texts) > len(figures)
