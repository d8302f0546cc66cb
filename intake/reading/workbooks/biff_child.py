"""Run as a program by `biff`: an .xls on standard input, its sheets as JSON on standard output.

Arguments: most rows, most cells. Imports nothing of the portal, so that it starts at once.
"""

import datetime
import io
import json
import re
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import olefile
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum


# Enough for the largest sheet BIFF can hold, far below what a damaged one may ask for.
MEMORY = 6 * 2**30
# BIFF8 ends at column IV; a cell beyond it is damage.
WIDEST = 256
BOF, EOF, BOUNDSHEET, ROW, FORMULA = 0x0809, 0x000A, 0x0085, 0x0208, 0x0006
# Records that put a value in a cell: their first four bytes are row and column.
MULTIPLE = 0x00BD
CELLS = frozenset([0x0006, 0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x00D6, MULTIPLE])
FONT, FORMAT, XF, DATE1904 = 0x0031, 0x041E, 0x00E0, 0x0022
# A format without any of these shows the figure that the cell holds.
TELLING = re.compile(r"%|,(?![#0?])|[!\\\\\"]|[万亿千百]|;;|0{8}|^;")


@dataclass
class Styles:
    """What a workbook's cell styles say: which are struck out, and each one's number format."""

    struck: set[int] = field(default_factory=set)
    formats: dict[int, str] = field(default_factory=dict)
    from_1904: bool = False


@dataclass
class Scan:
    """What is found on one sheet besides values; places are (Excel row, zero-based column)."""

    hidden: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    columns: int = 0
    struck: list[tuple[int, int]] = field(default_factory=list)
    formats: list[tuple[int, int, str]] = field(default_factory=list)


def main() -> None:
    """Answers with {"refusal": a code or None, "sheets": [...]}."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    most_rows, most_cells = map(int, sys.argv[1:3])
    data = sys.stdin.buffer.read()
    answer: dict[str, Any] = {"refusal": None, "sheets": []}
    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        stream = compound.openstream("Workbook").read()
    styles = read_styles(stream)
    scans = scan(stream, styles)
    for each in scans:
        if each.rows > most_rows:
            answer["refusal"] = "sheet-too-long"
        elif each.rows * each.columns > most_cells:
            answer["refusal"] = "sheet-too-large"
        elif each.columns > WIDEST:
            answer["refusal"] = "file-damaged"
    if answer["refusal"] is None:
        answer["sheets"] = list(sheets(data, scans))
        answer["from_1904"] = styles.from_1904
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
            found = scans[position] if position < len(scans) else Scan()
            yield {
                "name": meta.name,
                "rows": sheet.to_python(),
                "start": sheet.start or (0, 0),
                "merged": sheet.merged_cell_ranges,
                "hidden": meta.visible != SheetVisibleEnum.Visible,
                "hidden_rows": found.hidden,
                "formulas": found.formulas,
                "struck": found.struck,
                "formats": found.formats,
            }


def read_styles(stream: bytes) -> Styles:
    """The styles of the workbook's globals."""
    styles = Styles()
    fonts: list[bool] = []
    codes: dict[int, str] = {9: "0%", 10: "0.00%"}
    number = 0
    for record, at, length in records(stream, 0):
        if record == EOF:
            break
        if record == FONT and length >= 4:
            fonts.append(bool(stream[at + 2] & 0x08))
        elif record == FORMAT and length >= 5:
            codes[int.from_bytes(stream[at : at + 2], "little")] = format_text(
                stream[at + 2 : at + length]
            )
        elif record == DATE1904 and length >= 2:
            styles.from_1904 = stream[at] == 1
        elif record == XF and length >= 4:
            font = int.from_bytes(stream[at : at + 2], "little")
            code = codes.get(int.from_bytes(stream[at + 2 : at + 4], "little"))
            # There is no fifth font: 4 is passed over.
            font -= font > 4
            if font < len(fonts) and fonts[font]:
                styles.struck.add(number)
            if code and TELLING.search(code):
                styles.formats[number] = code
            number += 1
    return styles


def format_text(packed: bytes) -> str:
    """A format's code: its length, whether it is of two bytes a character, the characters."""
    length = int.from_bytes(packed[:2], "little")
    wide = packed[2] & 1
    return packed[3 : 3 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def scan(stream: bytes, styles: Styles) -> list[Scan]:
    """What is found on each sheet."""
    starts = []
    for record, at, length in records(stream, 0):
        if record == BOUNDSHEET and length >= 6:
            starts.append(int.from_bytes(stream[at : at + 4], "little"))
        if record == EOF:
            break
    return [scan_sheet(stream, start, styles) for start in starts]


def scan_sheet(stream: bytes, start: int, styles: Styles) -> Scan:
    """One sheet's scan, from its BOF to its EOF."""
    found = Scan()
    telling = styles.struck | styles.formats.keys()
    depth = 0
    for record, at, length in records(stream, start):
        if record == BOF:
            depth += 1
        elif record == EOF:
            depth -= 1
            if depth == 0:
                break
        elif record == ROW and length >= 16:
            if stream[at + 12] & 0x20:
                found.hidden.add(int.from_bytes(stream[at : at + 2], "little") + 1)
        elif record in CELLS and length >= 6:
            row = int.from_bytes(stream[at : at + 2], "little")
            column = int.from_bytes(stream[at + 2 : at + 4], "little")
            found.rows, found.columns = max(found.rows, row + 1), max(found.columns, column + 1)
            if telling:
                note_styles(found, styles, row, column, stream[at : at + length], record)
            # 3 with the 0xFFFF mark is an empty text: nothing was ever calculated.
            unstored = stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 3
            if record == FORMULA and length >= 16 and unstored:
                found.formulas.add((row + 1, column))
    return found


def note_styles(
    found: Scan, styles: Styles, row: int, column: int, data: bytes, record: int
) -> None:
    """The telling styles of one record's cells; one record may hold a run of them."""
    if record == MULTIPLE:
        numbers = [int.from_bytes(data[at : at + 2], "little") for at in range(4, len(data) - 2, 6)]
    else:
        numbers = [int.from_bytes(data[4:6], "little")]
    for beside, number in enumerate(numbers):
        if number in styles.struck:
            found.struck.append((row + 1, column + beside))
        if number in styles.formats:
            found.formats.append((row + 1, column + beside, styles.formats[number]))


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
