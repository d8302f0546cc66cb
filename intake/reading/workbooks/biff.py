"""Reads BIFF8 workbooks (.xls, .et): calamine reads values, a record scan the rest."""

import io
from collections.abc import Iterator

import olefile
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from intake.reading.limits import Limits
from intake.reading.problems import UnusableFile
from intake.reading.workbooks.ooxml import DAMAGE
from intake.reading.workbooks.raw import RawSheet, check_extent, clip_ranges, matrix


BOF, EOF, BOUNDSHEET, ROW, FORMULA = 0x0809, 0x000A, 0x0085, 0x0208, 0x0006
# Records that put a value in a cell: their first four bytes are row and column.
CELLS = frozenset([0x0006, 0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x00D6, 0x00BD])


def read(data: bytes, limits: Limits) -> list[RawSheet]:
    """Every worksheet of an .xls or .et. Raises UnusableFile."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            stream = compound.openstream("Workbook").read()
        scans = _scan(stream, limits)
        with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
            metas = workbook.sheets_metadata
            if len(metas) > limits.sheets:
                raise UnusableFile("too-many-sheets", most=limits.sheets)
            sheets = []
            for position, meta in enumerate(metas):
                if meta.typ != SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(position)
                cells = matrix(sheet.to_python())
                top, left = sheet.start or (0, 0)
                hidden, formulas = scans[position] if position < len(scans) else (set(), set())
                sheets.append(
                    RawSheet(
                        name=meta.name,
                        cells=cells,
                        first_row=top + 1,
                        first_column=left,
                        hidden_rows=hidden,
                        formulas_without_value=formulas,
                        hidden=meta.visible != SheetVisibleEnum.Visible,
                        merged=clip_ranges(sheet.merged_cell_ranges, top, left, cells.shape),
                    )
                )
            return sheets
    except DAMAGE as error:
        raise UnusableFile("file-damaged") from error


def _scan(stream: bytes, limits: Limits) -> list[tuple[set[int], set[tuple[int, int]]]]:
    """For each sheet: hidden Excel rows, and formula cells that have no stored result."""
    starts = []
    for record, at, length in _records(stream, 0):
        if record == BOUNDSHEET and length >= 6:
            starts.append(int.from_bytes(stream[at : at + 4], "little"))
        if record == EOF:
            break
    scans = []
    for start in starts:
        hidden: set[int] = set()
        formulas: set[tuple[int, int]] = set()
        depth = rows = columns = 0
        for record, at, length in _records(stream, start):
            if record == BOF:
                depth += 1
            elif record == EOF:
                depth -= 1
                if depth == 0:
                    break
            elif record == ROW and length >= 16:
                if stream[at + 12] & 0x20:
                    hidden.add(int.from_bytes(stream[at : at + 2], "little") + 1)
            elif record in CELLS and length >= 6:
                row = int.from_bytes(stream[at : at + 2], "little")
                column = int.from_bytes(stream[at + 2 : at + 4], "little")
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                # 3 with the 0xFFFF mark is an empty text: nothing was ever calculated.
                unstored = stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 3
                if record == FORMULA and length >= 16 and unstored:
                    formulas.add((row + 1, column))
        check_extent("", rows, columns, limits)
        scans.append((hidden, formulas))
    return scans


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(record number, start of its data, length) from `at` to the end of the stream."""
    size = len(stream)
    while at + 4 <= size:
        record = stream[at] | stream[at + 1] << 8
        length = stream[at + 2] | stream[at + 3] << 8
        yield record, at + 4, min(length, size - at - 4)
        at += 4 + length
