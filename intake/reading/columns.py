"""Reads one table's rows: each field's column to values and problems."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from intake.reading.cells import SEEN, fold, mask, objects, shown, squeeze, text_of
from intake.reading.headings import UNITS, says_months
from intake.reading.mapping import Field, Heading
from intake.reading.problems import Problem, Severity
from intake.reading.tables import Table
from intake.reading.values import (
    Parsed,
    parse_accounts,
    parse_amounts,
    parse_choices,
    parse_dates,
    parse_identities,
    parse_integers,
    parse_months,
    parse_names,
    parse_numbers,
    parse_periods,
    parse_phones,
    parse_regions,
    parse_texts,
)  # fmt: skip
from intake.reading.values.identity import judge_papers
from intake.reading.values.parsed import held, nothing
from intake.reading.workbooks import RawSheet
from intake.reading.workbooks.shows import read_format


# A value merged over several rows holds for each of them; an amount must never be doubled so.
SHARED_KINDS = frozenset(
    ["text", "name", "identity", "account", "phone", "date", "month", "period", "region", "choice"]
)
LONGEST_TEXT = 2_000
SECRET_KINDS = frozenset(["identity", "account", "phone"])
# What only stands beside the money never keeps the payment from being published.
LENIENT_KINDS = frozenset(["phone", "account", "date", "number", "integer"])
# Warnings of cells whose value was taken all the same.
REMARKS = frozenset(
    ["amount-zero", "month-one-or-ten", "name-note-removed", "name-private", "phone-several"]
)
# Excel's day numbers: how far 1904 is behind 1900, and what a bare one may be.
DAYS_TO_1904 = 1_462
FIRST_SERIAL, LAST_SERIAL = 5_000, 73_051


@dataclass(slots=True)
class Found:
    """Codes at places of one column: positions among the rows, their codes, how bad."""

    heading: Heading | None
    spec: Field
    positions: np.ndarray
    codes: np.ndarray
    cells: np.ndarray
    severity: Severity


@dataclass(slots=True)
class Columns:
    """A table's values by column name, which rows are without error, and what was found."""

    values: dict[str, Any]
    ok: np.ndarray
    found: list[Found] = field(default_factory=list)
    # Column of an amount field -> (fen of each row or None where unreadable).
    sums: dict[str, np.ndarray] = field(default_factory=dict)


def read_columns(
    sheet: RawSheet,
    table: Table,
    fields: list[Field],
    default_period: tuple[datetime.date, datetime.date] | None,
    today: datetime.date | None,
) -> Columns:
    """All fields of a table's rows. Absent columns become None throughout."""
    count = len(table.rows)
    columns = Columns(values={}, ok=np.ones(count, dtype=bool))
    by_index = {heading.index: heading for heading in table.headings}
    unstored = _by_column(table, sheet.formulas_without_value, sheet.first_column)
    formats = _by_column(table, sheet.formats, sheet.first_column)
    papers: dict[str, np.ndarray] = {}
    # A kind of paper is read before the numbers that it tells of.
    for spec in sorted(fields, key=lambda each: not each.paper_of):
        index = table.mapping.assigned.get(spec.name)
        heading = by_index.get(index) if index is not None else None
        if index is None or heading is None:
            cells = np.full(count, "", dtype=object)
            parsed = Parsed(nothing(count), nothing(count), nothing(count))
        else:
            cells = table.body[:, index]
            cells, doubtful = _spread_merged(table, index, cells, spec)
            cells, endless = _without_endless(spec, cells)
            if sheet.from_1904 and spec.kind in {"date", "month", "period"}:
                cells = _from_1904(cells)
            if spec.kind == "account" and index in formats:
                cells = _with_noughts(sheet, table, heading, formats[index], cells)
            parsed = _parse(spec, cells, heading, table, default_period, today)
            if spec.kind == "amount" and index in formats:
                _hold_back_shown(sheet, table, heading, formats[index], parsed)
            for position, cell in endless.items():
                parsed.values[position], parsed.errors[position] = None, "text-too-long"
                cells[position] = cell
            for position in doubtful:
                parsed.values[position], parsed.errors[position] = None, "merged-amount"
            for position in unstored.get(index, ()):
                if cells[position] == "":
                    parsed.errors[position] = "formula-without-value"
        _complete(spec, parsed, default_period, index is None)
        lenient = spec.aside or spec.kind in LENIENT_KINDS
        if lenient and not (spec.required or spec.strict):
            _make_lenient(parsed)
        if (said := papers.get(spec.name)) is not None:
            judge_papers(parsed, cells, said)
        _note(columns, spec, heading, cells, parsed)
        if spec.paper_of:
            papers[spec.paper_of] = parsed.values
        else:
            _store(columns, spec, parsed)
    return columns


def _without_endless(spec: Field, cells: np.ndarray) -> tuple[np.ndarray, dict[int, str]]:
    """The column without texts that are longer than anything of its kind; those by position.

    No pattern is tried on them: what is quick on a line may take for ever on a page.
    """
    most = LONGEST_TEXT if spec.kind == "text" else SEEN
    endless = {
        position: cell
        for position, cell in enumerate(cells.tolist())
        if type(cell) is str and len(cell) > most
    }
    if endless:
        cells = cells.copy()
        cells[list(endless)] = ""
    return cells, endless


def _parse(
    spec: Field,
    cells: np.ndarray,
    heading: Heading,
    table: Table,
    default_period: tuple[datetime.date, datetime.date] | None,
    today: datetime.date | None,
) -> Parsed:
    """The column by its field's kind."""
    year = table.context.year
    if default_period and not (table.context.period or year):
        year = default_period[0].year
    match spec.kind:
        case "identity":
            # Merged cells were spread since, so only an untouched column can be taken as read.
            if heading.index in table.identities and not table.merged_below:
                return table.identities[heading.index].copy()
            return parse_identities(cells, today)
        case "account":
            return parse_accounts(cells)
        case "phone":
            return parse_phones(cells)
        case "name":
            return parse_names(cells, spec.max_length)
        case "amount":
            unit = heading.unit or table.context.unit
            return parse_amounts(cells, unit, signed=spec.signed, rates=spec.aside)
        case "number":
            return parse_numbers(cells)
        case "integer":
            return parse_integers(cells)
        case "date":
            return parse_dates(
                cells, year if spec.yearless else None, table.context.period,
                month_ok=spec.month_ok,
            )  # fmt: skip
        case "month":
            return parse_months(cells, year, months=says_months(heading.key))
        case "period":
            return parse_periods(cells, year, months=says_months(heading.key))
        case "region":
            return parse_regions(cells, spec.max_length)
        case "choice":
            return parse_choices(cells, spec.choices or {})
    return parse_texts(cells, spec.max_length)


def _complete(
    spec: Field,
    parsed: Parsed,
    default_period: tuple[datetime.date, datetime.date] | None,
    absent: bool,
) -> None:
    """Puts the default period where none is written, and marks what is missing."""
    empty = ~held(parsed.values) & ~held(parsed.errors)
    if spec.kind == "period" and default_period:
        for position in np.flatnonzero(empty):
            parsed.values[position] = default_period
    elif spec.required and not absent:
        parsed.errors[empty] = "missing"


def _store(columns: Columns, spec: Field, parsed: Parsed) -> None:
    """Field values under their column names, in types that a database takes."""
    if spec.kind == "period":
        columns.values[f"{spec.name}_from"] = _ends(parsed.values, 0)
        columns.values[f"{spec.name}_to"] = _ends(parsed.values, 1)
    elif spec.kind == "month":
        columns.values[spec.name] = _ends(parsed.values, 0)
    elif spec.kind in {"amount", "integer"}:
        blank = ~held(parsed.values)
        numbers = np.where(blank, 0, parsed.values).astype(np.int64)
        columns.values[spec.name] = pd.arrays.IntegerArray(numbers, blank)
        if spec.kind == "amount":
            columns.sums[spec.name] = parsed.values
    elif spec.kind == "date" and spec.month_ok:
        columns.values[f"{spec.name}_is_month"] = parsed.is_month()
        columns.values[spec.name] = parsed.values
    else:
        columns.values[spec.name] = parsed.values


def _ends(periods: np.ndarray, end: int) -> np.ndarray:
    ends = nothing(len(periods))
    ends[:] = [period and period[end] for period in periods]
    return ends


def _note(
    columns: Columns, spec: Field, heading: Heading | None, cells: np.ndarray, parsed: Parsed
) -> None:
    """Keeps where something was found, and which rows it rejects."""
    wrong = held(parsed.errors)
    columns.ok &= ~wrong
    kept: tuple[tuple[np.ndarray, Severity], ...] = (
        (parsed.errors, "error"),
        (parsed.warnings, "warning"),
    )
    for codes, severity in kept:
        positions = np.flatnonzero(held(codes))
        if len(positions):
            columns.found.append(
                Found(heading, spec, positions, codes[positions], cells[positions], severity)
            )


def _make_lenient(parsed: Parsed) -> None:
    """What only stands beside the money never keeps the row out: it is left out and told."""
    wrong = held(parsed.errors)
    parsed.warnings = np.where(wrong, parsed.errors, parsed.warnings)
    parsed.values[wrong] = None
    parsed.errors = nothing(len(parsed.errors))


def _from_1904(cells: np.ndarray) -> np.ndarray:
    """Bare day numbers of a workbook that counts from 1904, as all others count them."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    shifted = objects([
        cell + DAYS_TO_1904
        if type(cell) in (int, float) and FIRST_SERIAL <= cell + DAYS_TO_1904 < LAST_SERIAL
        else cell
        for cell in distinct
    ])  # fmt: skip
    moved: np.ndarray = shifted[codes]
    return moved


def _hold_back_shown(
    sheet: RawSheet, table: Table, heading: Heading, positions: list[int], parsed: Parsed
) -> None:
    """Marks amounts whose number format shows another figure than the cell holds."""
    unit = heading.unit or table.context.unit or "元"
    for position in positions:
        place = int(table.rows[position]), heading.index + sheet.first_column
        cell = table.body[position, heading.index]
        look = read_format(sheet.formats[place])
        if isinstance(cell, float | int) and cell and look.differs(unit):
            parsed.values[position] = None
            parsed.errors[position] = "amount-hidden" if look.hidden else "amount-shown-otherwise"


def _with_noughts(
    sheet: RawSheet, table: Table, heading: Heading, positions: list[int], cells: np.ndarray
) -> np.ndarray:
    """Account numbers with the noughts in front that only their format shows."""
    cells = cells.copy()
    for position in positions:
        place = int(table.rows[position]), heading.index + sheet.first_column
        cell, digits = cells[position], read_format(sheet.formats[place]).digits
        if isinstance(cell, float | int) and 0 < cell < 1e15 and cell == int(cell):
            cells[position] = str(int(cell)).zfill(digits)
    return cells


def _by_column(
    table: Table, places: Iterable[tuple[int, int]], first_column: int
) -> dict[int, list[int]]:
    """Column index -> positions of those places that stand in the table's rows."""
    found: dict[int, list[int]] = {}
    if not places:
        return found
    position_of = {int(row): position for position, row in enumerate(table.rows)}
    for row, column in places:
        if row in position_of:
            found.setdefault(column - first_column, []).append(position_of[row])
    return found


def _spread_merged(
    table: Table, index: int, cells: np.ndarray, spec: Field
) -> tuple[np.ndarray, list[int]]:
    """Cells with merged values repeated in each row; positions where an amount is merged."""
    ranges = [m for m in table.merged_below if m[2] <= index <= m[3]]
    if not ranges:
        return cells, []
    doubtful: list[int] = []
    if spec.kind in SHARED_KINDS:
        cells = cells.copy()
        for start, stop, left, _ in ranges:
            if left == index:
                cells[start + 1 : stop + 1] = cells[start]
    else:
        for start, stop, _, _ in ranges:
            doubtful.extend(range(start, stop + 1))
    return cells, doubtful


def problems_of(table: Table, found: Found) -> list[Problem]:
    """One problem per place found."""
    letter = found.heading.letter if found.heading else None
    title = found.heading.text if found.heading else str(found.spec.label)
    return [
        Problem(
            sheet=table.sheet,
            row=int(table.rows[position]),
            column=letter,
            heading=title,
            code=code,
            params=_params(found.spec, code, cell, found.severity),
            severity=found.severity,
        )
        for position, code, cell in zip(found.positions, found.codes, found.cells, strict=True)
    ]


def _params(spec: Field, code: str, cell: Any, severity: Severity) -> dict[str, Any]:
    """What the wording needs; numbers of persons and accounts only masked."""
    text = fold(text_of(cell)).strip() if code == "text-too-long" else _beginning(cell)
    secret = spec.kind in SECRET_KINDS
    params: dict[str, Any] = {"value": mask(text)[:30] if secret else shown(cell)}
    if code in {"id-length", "account-length"}:
        params["length"] = sum(c.isdigit() or c in "xX" for c in squeeze(text))
    if severity == "warning" and code not in REMARKS:
        params["left_out"] = True
    if code == "text-too-long":
        params |= {
            "length": len(text),
            "most": spec.max_length or (60 if spec.kind == "name" else SEEN),
        }
    if code == "choice-unknown":
        params["choices"] = "、".join(list(spec.choices or {})[:12])
    return params


def _beginning(cell: Any) -> str:
    return fold(text_of(cell)[:SEEN]).strip()


def known_unit(unit: str | None) -> bool:
    """Whether an amount's unit can be turned into yuan."""
    return unit is None or unit in UNITS
