"""Gives the cadre's own workbook back, with bad cells marked and a list of all problems."""

import io
import re
import zlib
from collections.abc import Sequence
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from intake.reading.cells import column_index, column_letter
from intake.reading.formats import Format, recognise
from intake.reading.limits import Limits
from intake.reading.problems import Problem
from intake.reading.workbooks import RawSheet, kept_names, read_workbook


RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
YELLOW = PatternFill("solid", start_color="FFFFF2CC", end_color="FFFFF2CC")
OPENERS = ("=", "+", "-", "@", "\t", "\r")
# Formulas that reach outside the workbook are handed back as text.
REACHING_OUT = re.compile(
    r"\||\b(?:WEBSERVICE|HYPERLINK|FILTERXML|IMAGE|DDE|CALL|REGISTER(?:\.ID)?|EXEC|RTD)\b|\[\d+\]|\w!\w*\(",
    re.IGNORECASE,
)
# What openpyxl raises on workbooks that Excel and WPS still open.
ODDITIES = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OSError,
    SyntaxError,
    ArithmeticError,
    EOFError,
    NotImplementedError,
    BadZipFile,
    zlib.error,
    InvalidFileException,
)
AUTHOR = "portal"


def mark_up(
    data: bytes, filename: str, problems: Sequence[Problem], limits: Limits | None = None
) -> bytes:
    """The workbook as .xlsx with its problems marked, commented and listed on a first sheet.

    Raises UnusableFile for a file that cannot be read at all.
    """
    limits = limits or Limits()
    kind = recognise(data, filename, limits)
    book = _own(data) if kind is Format.XLSX else None
    if book is None:
        book = _rebuilt(read_workbook(data, kind, limits))
    titles = kept_names([sheet.title for sheet in book.worksheets])
    sheets = dict(zip(titles, book.worksheets, strict=True))
    spots: dict[tuple[str, int, int], list[Problem]] = {}
    for problem in problems:
        sheet = sheets.get(problem.sheet)
        if sheet is not None and problem.row is not None:
            spots.setdefault((problem.sheet, *_spot(sheet, problem)), []).append(problem)
    for (name, row, column), found in spots.items():
        _mark(sheets[name].cell(row, column), found)
    _list(book, problems, sheets)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _own(data: bytes) -> Workbook | None:
    """The cadre's workbook itself, or None when only its values can be had."""
    try:
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except ODDITIES:
        return None
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and REACHING_OUT.search(str(cell.value)):
                    _put(cell, str(cell.value))
                if cell.hyperlink is not None:
                    cell.hyperlink = None
    return book


def _rebuilt(sheets: list[RawSheet]) -> Workbook:
    """A workbook with the values of another format; every text stays text."""
    book = Workbook()
    book.remove(book.active)
    for raw in sheets:
        sheet = book.create_sheet(raw.name)
        for r, row in enumerate(raw.cells.tolist(), raw.first_row):
            for c, value in enumerate(row, raw.first_column + 1):
                if value != "":
                    _put(sheet.cell(r, c), value)
        for top, left, bottom, right in raw.merged:
            sheet.merge_cells(
                start_row=top + raw.first_row,
                start_column=left + raw.first_column + 1,
                end_row=bottom + raw.first_row,
                end_column=right + raw.first_column + 1,
            )
        for row in raw.hidden_rows:
            sheet.row_dimensions[row].hidden = True
        if raw.hidden:
            sheet.sheet_state = "hidden"
    return book


def _put(cell: Cell, value: Any) -> None:
    """Writes a value; text that opens like a formula is marked as text."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(OPENERS):
            cell.quotePrefix = True


def _spot(sheet: Worksheet, problem: Problem) -> tuple[int, int]:
    """Row and column (1-based) to mark; of merged cells the first, of a whole row its first."""
    row = problem.row or 1
    if problem.column:
        column = column_index(problem.column) + 1
    else:
        cells = sheet[row]
        column = next((cell.column for cell in cells if cell.value is not None), 1)
    for merged in sheet.merged_cells.ranges if len(sheet.merged_cells.ranges) < 2_000 else ():
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return merged.min_row, merged.min_col
    return row, column


def _mark(cell: Any, found: list[Problem]) -> None:
    """Fills a cell and comments it with each problem's message."""
    cell.fill = RED if any(problem.severity == "error" for problem in found) else YELLOW
    text = "\n".join(dict.fromkeys(problem.message for problem in found))
    if isinstance(cell, Cell):
        comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", text), AUTHOR)
        comment.width, comment.height = 320, 60 + 22 * (1 + len(text) // 30)
        cell.comment = comment


def _list(book: Workbook, problems: Sequence[Problem], sheets: dict[str, Worksheet]) -> None:
    """The first sheet: every problem with its place as a link, what is wrong, how to mend it."""
    title = _free_title(gettext("Problems"), {sheet.title for sheet in book.worksheets})
    sheet = book.create_sheet(title, 0)
    book.active = 0
    # Only one sheet may be chosen, or Excel edits them all at once.
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    heads = (gettext("Place"), gettext("Column heading"), gettext("Kind"), gettext("What to do"))
    sheet.append(heads)
    for number, problem in enumerate(problems, 2):
        place = f"{problem.sheet} {problem.column or ''}{problem.row or ''}".strip()
        kind = gettext("Error") if problem.severity == "error" else gettext("Please check")
        for column, text in enumerate((place, problem.heading, kind, problem.message), 1):
            cell = sheet.cell(number, column)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 3).fill = RED if problem.severity == "error" else YELLOW
        if problem.row and problem.sheet in sheets:
            target = sheets[problem.sheet]
            row, column = _spot(target, problem)
            quoted = target.title.replace("'", "''")
            link = sheet.cell(number, 1)
            link.hyperlink = Hyperlink(
                ref=link.coordinate, location=f"'{quoted}'!{column_letter(column - 1)}{row}"
            )
            link.font = Font(color="FF0563C1", underline="single")
    for letter, width in zip("ABCD", (24, 26, 12, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _free_title(wanted: str, taken: set[str]) -> str:
    """A sheet title that is not in use yet."""
    low = {title.lower() for title in taken}
    title, number = wanted, 2
    while title.lower() in low:
        title, number = f"{wanted} {number}", number + 1
    return title
