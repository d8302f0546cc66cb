"""Finds the tables of a sheet: headings by themselves, rows apart from totals and notes."""

import datetime
from collections.abc import Mapping as Lookup, Sequence
from typing import Protocol

from intake.reading.cells import SEEN, fold, text_of
from intake.reading.mapping import Field, Heading, Mapping, Vocabulary, map_headings
from intake.reading.papers import attach_papers
from intake.reading.problems import UnusableFile
from intake.reading.tables.context import read_context
from intake.reading.tables.halves import refuse_halves, refuse_headless_half
from intake.reading.tables.header import Header, find_header
from intake.reading.tables.lines import is_telling_title, says_unit
from intake.reading.tables.measures import settle_measures
from intake.reading.tables.rivals import settle_rivals
from intake.reading.tables.rows import SortedRows, sort_rows
from intake.reading.tables.sides import settle_sides
from intake.reading.tables.table import Context, Table, TotalsRow
from intake.reading.workbooks import RawSheet


__all__ = ["Context", "Heading", "Table", "TotalsRow", "find_tables"]

# More tables on one sheet than a county has villages are no tables.
MOST_TABLES = 1_000


class Choice(Protocol):
    """What a cadre chose of a sheet, see intake.reading.chosen.SheetChoice."""

    def header(self, sheet: RawSheet, vocabulary: Vocabulary, start: int) -> Header | None: ...

    def settle(
        self, mapping: Mapping, headings: list[Heading], fields: Sequence[Field], top: int
    ) -> bool: ...


def find_tables(
    sheet: RawSheet,
    fields: Sequence[Field],
    remembered: Lookup[str, str] | None = None,
    today: datetime.date | None = None,
    choice: Choice | None = None,
) -> list[Table]:
    """The tables of a sheet, usually one; empty when no row names known headings.

    Raises UnusableFile for more than MOST_TABLES: what stands below the last would be lost.
    """
    vocabulary = Vocabulary(fields, remembered)
    tables: list[Table] = []
    start, end_of_last = 0, 0
    while start < len(sheet.cells):
        if len(tables) == MOST_TABLES:
            raise UnusableFile("too-many-tables", sheet=sheet.name, most=MOST_TABLES)
        header = choice.header(sheet, vocabulary, start) if choice else None
        header = header or find_header(sheet, vocabulary, start)
        least = min(2, len(fields))
        if header is None or header.known < least:
            break
        refuse_halves(sheet, header, vocabulary)
        mapping = map_headings(header.headings, fields, remembered)
        attach_papers(mapping, header.headings, fields)
        settled = choice is not None and choice.settle(
            mapping, header.headings, fields, header.top + sheet.first_row
        )
        rows = sort_rows(sheet, header, mapping, vocabulary, today, end_of_last)
        body = sheet.cells[rows.data]
        refuse_headless_half(sheet, header, body, header.bottom + sheet.first_row)
        if not settled:
            settle_rivals(mapping, header.headings, vocabulary, body)
        settle_sides(mapping, header.headings, vocabulary)
        units = settle_measures(mapping, header.headings, vocabulary, body)
        tables.append(_table(sheet, header, rows, end_of_last, mapping))
        tables[-1].units = units
        if len(tables) > 1:
            tables[-1].context.inherit(tables[-2].context)
        start = rows.end
        end_of_last = _title_of_next(sheet, rows)
    return tables


def _table(
    sheet: RawSheet,
    header: Header,
    rows: SortedRows,
    above: int,
    mapping: Mapping,
) -> Table:
    """Puts a table together from its header and sorted rows."""
    context = read_context(sheet, above, header.top)
    return Table(
        sheet=sheet.name,
        headings=header.headings,
        mapping=mapping,
        body=sheet.cells[rows.data],
        rows=rows.data + sheet.first_row,
        totals=[
            TotalsRow(row + sheet.first_row, sheet.cells[row], kind, position)
            for row, kind, position in rows.totals
        ],
        context=context,
        left_out=[_told(sheet, row, why) for row, why in rows.left_out],
        unclear=[_told(sheet, row, why) for row, why in rows.unclear],
        header_rows=(header.top + sheet.first_row, header.bottom + sheet.first_row),
        merged_below=rows.merged,
        identities=rows.identities,
        first_column=sheet.first_column,
    )


def _title_of_next(sheet: RawSheet, rows: SortedRows) -> int:
    """Where the lines above the next table begin: the lines right before it that were taken for no
    row, or the title behind which an office or a date stands."""
    left_out = dict(rows.left_out)
    first = row = rows.end
    while row - 1 > (rows.data[-1] if len(rows.data) else -1):
        row -= 1
        what = left_out.get(row, "blank")
        if what not in {"blank", "skipped", "note", "heading"}:
            break
        near = what == "skipped" and not any(
            each == "note" for at, each in rows.left_out if at > row
        )
        telling = what == "skipped" and is_telling_title(sheet.cells[row])
        if near or telling or (what != "blank" and says_unit(sheet.cells[row])):
            first = row
    return first


def _told(sheet: RawSheet, row: int, why: str) -> tuple[int, str, str]:
    text = " ".join(fold(text_of(c)[:SEEN]) for c in sheet.cells[row] if c != "")
    return row + sheet.first_row, why, text
