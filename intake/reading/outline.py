"""How a file was read, in few masked words: its sheets, its columns with samples, its bad rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from intake.reading.cells import SEEN, column_letter, fold, mask, shown, text_of
from intake.reading.columns import SECRET_KINDS
from intake.reading.mapping import Field
from intake.reading.problems import Problem
from intake.reading.tables import Table
from intake.reading.workbooks import RawSheet


Outline = dict[str, Any]
SAMPLES = 3
# Of so many rows samples are taken; further down hardly any column begins.
_LOOKED_AT = 500
# The beginning of a sheet, for choosing its heading rows.
TOP_ROWS, TOP_COLUMNS = 12, 12
# Rows that can be mended on the page at once; a sheet with more is mended in Excel.
MOST_ROWS = 300
_MONEY = frozenset(["amount", "number", "integer"])
# A telephone without its area code; longer numbers are masked in any text.
_SHORT_NUMBER = re.compile(r"(?<![\d.,])\d{7,8}(?![\d.,])")


def outline_of(
    sheets: Sequence[RawSheet],
    work: Sequence[tuple[RawSheet, Table]],
    problems: Iterable[Problem],
    fields: Sequence[Field],
) -> Outline:
    """Everything the desk shows of a reading; no whole number of a person stands in it."""
    kinds = {spec.name: spec.kind for spec in fields}
    tables: dict[str, list[dict[str, Any]]] = {}
    for sheet, table in work:
        tables.setdefault(sheet.name, []).append(_table(table, kinds))
    places: dict[str, set[int]] = {}
    for problem in problems:
        if problem.row and problem.severity != "note":
            places.setdefault(problem.sheet, set()).add(problem.row)
    return {
        "sheets": [
            {
                "name": sheet.name,
                "hidden": sheet.hidden,
                "text": sheet.lengths is not None,
                "filled": int((sheet.cells != "").any(axis=1).sum()) if sheet.cells.size else 0,
                "top": _top(sheet),
                "tables": tables.get(sheet.name, []),
            }
            for sheet in sheets
        ],
        "rows": rows_of(sheets, places),
    }


def rows_of(
    sheets: Iterable[RawSheet], places: dict[str, set[int]], most: int = MOST_ROWS
) -> dict[str, dict[str, list[list[Any]]]]:
    """By sheet and Excel row the cells: letter, masked text, whether that is all, whether merged."""
    found: dict[str, dict[str, list[list[Any]]]] = {}
    left = most
    for sheet in sheets:
        wanted = sorted(places.get(sheet.name, ()))[:left]
        left -= len(wanted)
        covered = _covered(sheet, wanted)
        for row in wanted:
            at = row - sheet.first_row
            if 0 <= at < len(sheet.cells):
                found.setdefault(sheet.name, {})[str(row)] = [
                    [
                        column_letter(sheet.first_column + column),
                        *_masked(cell),
                        (at, column) in covered,
                    ]
                    for column, cell in enumerate(sheet.cells[at].tolist())
                ]
    return found


def _covered(sheet: RawSheet, wanted: list[int]) -> set[tuple[int, int]]:
    """Cells that a merged one covers: nothing can be written there."""
    rows = {row - sheet.first_row for row in wanted}
    return {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in rows.intersection(range(top, bottom + 1))
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _masked(cell: Any) -> tuple[str, bool]:
    text = sample(cell)
    return text, text == fold(text_of(cell)[: SEEN + 1]).strip()


def sample(cell: Any, kind: str = "") -> str:
    """One cell in few words, numbers of persons masked."""
    if kind in SECRET_KINDS:
        return mask(fold(text_of(cell)[:SEEN]))[:30]
    text = shown(cell)
    return text if kind in _MONEY else _SHORT_NUMBER.sub(lambda found: mask(found[0]), text)


def _table(table: Table, kinds: Mapping[str, str]) -> dict[str, Any]:
    meant = {index: name for name, index in table.mapping.assigned.items()}
    return {
        "heading": list(table.header_rows),
        "rows": len(table.rows),
        "columns": [
            {
                "letter": heading.letter,
                "text": heading.text,
                "field": meant.get(heading.index, ""),
                "samples": _samples(table, heading.index, kinds.get(meant.get(heading.index, ""))),
            }
            for heading in table.headings
        ],
    }


def _samples(table: Table, column: int, kind: str | None) -> list[str]:
    cells = table.body[:_LOOKED_AT, column]
    distinct = dict.fromkeys(cells[np.flatnonzero(cells != "")].tolist())
    return [sample(cell, kind or "") for cell in list(distinct)[:SAMPLES]]


def _top(sheet: RawSheet) -> list[list[Any]]:
    if not sheet.cells.size:
        return []
    filled = np.flatnonzero((sheet.cells[:60] != "").any(axis=1))
    return [
        [int(at) + sheet.first_row, [sample(c) for c in sheet.cells[at][:TOP_COLUMNS].tolist()]]
        for at in filled[:TOP_ROWS]
    ]
