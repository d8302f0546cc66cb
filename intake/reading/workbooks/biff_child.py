"""Run as a program by `biff`: an .xls on standard input, its sheets as JSON on standard output.

Arguments: most rows, most cells. Imports nothing of the portal, so that it starts at once.
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

import olefile
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


# Enough for the largest sheet BIFF can hold, far below what a damaged one may ask for.
MEMORY = 6 * 2**30
# BIFF8 ends at column IV; a cell beyond it is damage.
WIDEST = 256
BOF, EOF, BOUNDSHEET, ROW, FORMULA = 0x0809, 0x000A, 0x0085, 0x0208, 0x0006
# Records that put a value in a cell: their first four bytes are row and column.
CELLS = frozenset([0x0006, 0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x00D6, 0x00BD])

Scan = tuple[set[int], set[tuple[int, int]], int, int]


def main() -> None:
    """Answers with {"refusal": a code or None, "sheets": [...]}."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    most_rows, most_cells = map(int, sys.argv[1:3])
    data = sys.stdin.buffer.read()
    answer: dict[str, Any] = {"refusal": None, "sheets": []}
    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        scans = scan(compound.openstream("Workbook").read())
    for _, _, rows, columns in scans:
        if rows > most_rows:
            answer["refusal"] = "sheet-too-long"
        elif rows * columns > most_cells:
            answer["refusal"] = "sheet-too-large"
        elif columns > WIDEST:
            answer["refusal"] = "file-damaged"
    if answer["refusal"] is None:
        answer["sheets"] = list(sheets(data, scans))
    sys.stdout.write(json.dumps(answer, default=tagged))


def tagged(value: object) -> object:
    """What JSON lacks: days and moments under a tag, sets as lists, the rest as text."""
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    return list(value) if isinstance(value, set) else str(value)


def sheets(data: bytes, scans: list[Scan]) -> Iterator[dict[str, Any]]:
    """The worksheets' values and what the scan found on them."""
    with CalamineWorkbook.from_object(io.BytesIO(data)) as workbook:
        for position, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_index(position)
            found = scans[position] if position < len(scans) else (set(), set(), 0, 0)
            yield {
                "name": meta.name,
                "rows": sheet.to_python(),
                "start": sheet.start or (0, 0),
                "merged": sheet.merged_cell_ranges,
                "hidden": meta.visible != SheetVisibleEnum.Visible,
                "hidden_rows": found[0],
                "formulas": found[1],
            }


def scan(stream: bytes) -> list[Scan]:
    """For each sheet: hidden Excel rows, formula cells without a result, rows and columns used."""
    starts = []
    for record, at, length in records(stream, 0):
        if record == BOUNDSHEET and length >= 6:
            starts.append(int.from_bytes(stream[at : at + 4], "little"))
        if record == EOF:
            break
    return [scan_sheet(stream, start) for start in starts]


def scan_sheet(stream: bytes, start: int) -> Scan:
    """One sheet's scan, from its BOF to its EOF."""
    hidden: set[int] = set()
    formulas: set[tuple[int, int]] = set()
    depth = rows = columns = 0
    for record, at, length in records(stream, start):
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
    return hidden, formulas, rows, columns


def records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(record number, start of its data, length) from `at` to the end of the stream."""
    size = len(stream)
    while at + 4 <= size:
        record = stream[at] | stream[at + 1] << 8
        length = stream[at + 2] | stream[at + 3] << 8
        yield record, at + 4, min(length, size - at - 4)
        at += 4 + length


if __name__ == "__main__":
    main()
