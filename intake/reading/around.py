"""Problems of a table as a whole and of its whole rows, and what of it was left out."""

import re

import numpy as np
import pandas as pd

from intake.reading import headings as wording, stops
from intake.reading.cells import SEEN, column_letter, row_list, shown, text_of
from intake.reading.collecting import MOST_PROBLEMS
from intake.reading.columns import Columns, known_unit
from intake.reading.mapping import Field, Heading
from intake.reading.problems import Problem, Severity
from intake.reading.tables import Table
from intake.reading.tables.measures import other_money
from intake.reading.values.parsed import held
from intake.reading.workbooks import RawSheet


NOTE = re.compile(r"[(（\[【][^)）\]】]*")
# A line that says whom the rows below it are of is short; only another such line ends it.
LINE = 30
ENDS = frozenset(["skipped"])
ERROR: Severity = "error"
WARNING: Severity = "warning"


def around_table(sheet: RawSheet, table: Table, fields: list[Field]) -> list[Problem]:
    """Problems of a table as a whole: hidden and skipped rows, units, emptiness."""
    name = table.sheet
    found = []
    hidden = sorted(sheet.hidden_rows.intersection(table.rows.tolist()))
    if hidden:
        found.append(
            Problem(name, hidden[0], None, "", "rows-hidden", {"rows": row_list(hidden)}, "warning")
        )
    found += [
        Problem(name, row, None, "", "row-skipped", {"value": shown(text)}, "warning")
        for row, why, text in table.left_out[:MOST_PROBLEMS]
        if why == "skipped"
    ]
    if not len(table.rows):
        found.append(Problem(name, None, None, "", "no-rows", {}, "warning"))
    by_index = {heading.index: heading for heading in table.headings}
    for spec in fields:
        index = table.mapping.assigned.get(spec.name)
        if spec.kind != "amount" or index is None:
            continue
        if index + sheet.first_column in sheet.hidden_columns:
            heading = by_index[index]
            found.append(
                Problem(name, None, heading.letter, heading.text, "columns-hidden", {}, "warning")
            )
        unit = by_index[index].unit or table.context.unit
        if not known_unit(unit):
            heading = by_index[index]
            found.append(
                Problem(
                    name,
                    table.header_rows[1],
                    heading.letter,
                    heading.text,
                    "unit-unknown",
                    {"unit": unit},
                )  # fmt: skip
            )
    return found


def left_out(table: Table) -> list[Problem]:
    """What of a table is no row and no value of one, by place."""
    columns = [
        Problem(table.sheet, None, heading.letter, heading.text, "column-left-out", {}, "note")
        for heading in [*table.mapping.unknown, *table.mapping.ignored]
        if not wording.SERIAL.intersection(heading.candidates())
        and (table.body[:, heading.index] != "").any()
    ]
    headed = {heading.index for heading in table.headings}
    bare = [
        column
        for column in range(table.body.shape[1])
        if column not in headed and (table.body[:, column] != "").any()
    ]
    if bare:
        letters = "、".join(column_letter(column + table.first_column) for column in bare)
        columns.append(
            Problem(
                table.sheet, None, None, "", "columns-without-heading", {"columns": letters}, "note"
            )
        )
    return columns + [
        Problem(table.sheet, row, None, "", "left-out", {"value": shown(text), "why": why}, "note")
        for row, why, text in table.left_out
        if why != "skipped"
    ]


def of_rows(sheet: RawSheet, table: Table, fields: list[Field], columns: Columns) -> list[Problem]:
    """Problems of whole rows; those with an error are marked in `columns`."""
    name = table.sheet
    unclear = [row for row, _why, _text in table.unclear]
    columns.ok &= ~np.isin(table.rows, unclear)
    found = [
        Problem(name, row, None, "", sheet.noted[row], {}, "warning")
        for row in table.rows.tolist()
        if row in sheet.noted
    ]
    found += [
        Problem(name, row, None, "", "row-unclear", {"value": shown(text), "why": why})
        for row, why, text in table.unclear
    ]
    for code, params in table.refused:
        columns.ok[:] = False
        found.append(Problem(name, None, None, "", code, params))
    found += _struck(sheet, table, columns)
    found += _in_other_units(table, columns)
    if stops.lists_what_is_paid(fields):
        found += _stopped(table, fields, columns)
    if sheet.lengths is not None:
        found += _longer(sheet, table, sheet.lengths, columns)
    return found


def _longer(sheet: RawSheet, table: Table, lengths: np.ndarray, columns: Columns) -> list[Problem]:
    """Lines of a text file that are longer than the headings and have their values out of place."""
    at = table.rows - sheet.first_row
    top, bottom = (row - sheet.first_row for row in table.header_rows)
    headings = int(lengths[top : bottom + 1].max())
    beyond = sheet.cells[at][:, headings:]
    longer = (beyond != "").any(axis=1) if beyond.size else np.zeros(len(at), dtype=bool)
    columns.ok &= ~longer
    return [
        Problem(table.sheet, int(table.rows[position]), None, "", "row-longer",
                {"cells": int(lengths[at[position]]), "headings": headings})
        for position in np.flatnonzero(longer)
    ]  # fmt: skip


def _struck(sheet: RawSheet, table: Table, columns: Columns) -> list[Problem]:
    """Rows in which something is struck out: whether they still count is nobody's guess."""
    if not sheet.struck:
        return []
    position_of = {row: position for position, row in enumerate(table.rows.tolist())}
    by_index = {heading.index: heading for heading in table.headings}
    first: dict[int, int] = {}
    for row, column in sheet.struck:
        index = column - sheet.first_column
        position = position_of.get(row)
        inside = position is not None and 0 <= index < table.body.shape[1]
        if inside and table.body[position, index] != "":
            first[row] = min(index, first.get(row, index))
    found = []
    for row, index in sorted(first.items()):
        columns.ok[position_of[row]] = False
        heading = by_index.get(index)
        letter = column_letter(index + sheet.first_column)
        text = heading.text if heading else ""
        found.append(Problem(table.sheet, row, letter, text, "row-struck-out", {}))
    return found


def _in_other_units(table: Table, columns: Columns) -> list[Problem]:
    """Rows whose column 单位 says another unit of money than yuan."""
    if table.units is None:
        return []
    positions = other_money(table.units)
    columns.ok[positions] = False
    return [
        Problem(table.sheet, int(table.rows[position]), None, "", "row-in-other-unit",
                {"unit": shown(table.units[position])})
        for position in positions
    ]  # fmt: skip


def _stopped(table: Table, fields: list[Field], columns: Columns) -> list[Problem]:
    """Rows whose remarks or columns say that nothing was paid, though an amount stands there."""
    texts = {spec.name for spec in fields if spec.kind in {"text", "name"}}
    names = {spec.name for spec in fields if spec.kind == "name"}
    read = {at: name for name, at in table.mapping.assigned.items()}
    for_the_dead = any(
        stops.FOR_THE_DEAD.search(text) for text in (table.context.title, table.sheet)
    )
    found = _under_stopped(table, columns) + _named_as_stopped(table, fields, columns)
    for heading in table.headings:
        if heading.index in read and read[heading.index] not in texts:
            continue
        name = read.get(heading.index) in names
        found += _stopped_in(table, heading, columns, name=name, for_the_dead=for_the_dead)
    return found


def _under_stopped(table: Table, columns: Columns) -> list[Problem]:
    """Rows below a line such as 停发人员, down to the next line that is no row."""
    lines = sorted(table.left_out)
    found = []
    for number, (row, why, text) in enumerate(lines):
        word = stops.in_name(text) if why in {"skipped", "note"} and len(text) <= LINE else None
        if word is None:
            continue
        end = next((r for r, w, _t in lines[number + 1 :] if w in ENDS), 10**9)
        for position in np.flatnonzero((table.rows > row) & (table.rows < end)).tolist():
            columns.ok[position] = False
            params = {"value": shown(text), "line": row}
            at = int(table.rows[position])
            found.append(Problem(table.sheet, at, None, "", "row-under-stopped", params))
    return found


def _named_as_stopped(table: Table, fields: list[Field], columns: Columns) -> list[Problem]:
    """Lines around the rows that say that somebody was not paid, and the rows of whom they name."""
    names = [
        table.body[:, table.mapping.assigned[spec.name]]
        for spec in fields
        if spec.kind == "name" and spec.name in table.mapping.assigned
    ]
    found = []
    for line, why, text in table.left_out:
        if why not in {"skipped", "note"} or stops.in_remark(text) != "stopped":
            continue
        params = {"value": shown(text)}
        found.append(Problem(table.sheet, line, None, "", "line-doubtful", params, WARNING))
        for column in names:
            meant = {
                n for n in set(column.tolist()) if isinstance(n, str) and len(n) > 1 and n in text
            }
            for position in np.flatnonzero(np.isin(column, list(meant))).tolist() if meant else ():
                columns.ok[position] = False
                row = int(table.rows[position])
                at = params | {"line": str(line)}
                found.append(Problem(table.sheet, row, None, "", "row-named-as-stopped", at))
    return found


def _stopped_in(
    table: Table, heading: Heading, columns: Columns, *, name: bool, for_the_dead: bool
) -> list[Problem]:
    """The same in one column, each distinct text looked at once."""
    codes, distinct = pd.factorize(table.body[:, heading.index], use_na_sentinel=False)
    said = np.empty(len(distinct), dtype=object)
    key = heading.key
    # Under a heading that does not ask, figures and bare names say nothing.
    telling = NOTE if name else None if stops.asks(key) else stops.WORDS
    for number, cell in enumerate(distinct):
        if telling and not (isinstance(cell, str) and telling.search(cell[:SEEN])):
            continue
        # Of a name only what is noted behind it: 陈小花(已故).
        text = "".join(NOTE.findall(cell[:SEEN])) if name else text_of(cell)
        said[number] = stops.in_column(key, text, for_the_dead=for_the_dead) if text else None
    if not any(said):
        return []
    found = []
    for position in np.flatnonzero(held(said[codes])).tolist():
        what, row = said[codes[position]], int(table.rows[position])
        stopped = what == "stopped"
        code, severity = ("row-stopped", ERROR) if stopped else ("row-doubtful", WARNING)
        columns.ok[position] &= not stopped
        params = {"value": shown(table.body[position, heading.index])}
        found.append(
            Problem(table.sheet, row, heading.letter, heading.text, code, params, severity)
        )
    return found
