"""Gives the cadre's own workbook back, with bad cells marked and a list of all problems."""

import io
import re
import zlib
from collections.abc import Sequence
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext, gettext_noop

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from intake.reading import archives
from intake.reading.cells import CONTROL, column_index, column_letter
from intake.reading.formats import Format, recognise
from intake.reading.limits import Limits
from intake.reading.problems import Problem
from intake.reading.workbooks import RawSheet, kept_names, read_workbook


RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_KINDS = {
    "error": gettext_noop("Error"),
    "question": gettext_noop("To be answered"),
    "warning": gettext_noop("Please check"),
    "note": gettext_noop("Left out"),
}
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


# Writing more cells than this takes longer than anybody waits: then only rows with problems.
MOST_CELLS = 400_000
# The same for the cadre's own workbook, by the size of its sheets' XML.
MOST_XML = 24 * 2**20
# Rows kept above, so that the headings stay.
HEAD_ROWS = 30
# A merged range larger than this is no heading; openpyxl makes a cell for each place in it.
MOST_MERGED = 2_000


def mark_up(
    data: bytes,
    filename: str,
    problems: Sequence[Problem],
    limits: Limits | None = None,
    *,
    whole: bool = True,
) -> bytes:
    """The workbook as .xlsx with its problems marked, commented and listed on a first sheet.

    Of a very large one, and without `whole`, only the headings and the rows with problems, each at
    its own place. Raises UnusableFile for a file that cannot be read at all. Works for seconds: only
    in a child (intake.reading.apart).
    """
    limits = limits or Limits()
    kind = recognise(data, filename, limits)
    book = _own(data) if whole and kind is Format.XLSX and _is_small(data, limits) else None
    cut = False
    if book is None:
        raw = read_workbook(data, kind, limits)
        cut = not whole or sum(sheet.cells.size for sheet in raw) > MOST_CELLS
        wanted: dict[str, set[int]] = {}
        for problem in problems:
            wanted.setdefault(problem.sheet, set()).add(problem.row or 0)
        book = _rebuilt(raw, wanted if cut else None)
        names = [sheet.name for sheet in raw]
    else:
        names = kept_names([sheet.title for sheet in book.worksheets])
    sheets = dict(zip(names, book.worksheets, strict=True))
    firsts = {name: _first_filled(sheet) for name, sheet in sheets.items()}
    spots: dict[tuple[str, int, int], list[Problem]] = {}
    for problem in problems:
        name = problem.sheet
        if name in sheets and problem.row is not None and problem.severity != "note":
            spot = _spot(sheets[name], problem, firsts[name])
            spots.setdefault((name, *spot), []).append(problem)
    for (name, row, column), found in spots.items():
        _mark(sheets[name].cell(row, column), found)
    _list(book, problems, sheets, firsts, cut=cut)
    return _packed(book)


def only_list(problems: Sequence[Problem]) -> bytes:
    """A workbook with nothing but the list of problems, for a file that cannot be opened again."""
    book = Workbook()
    book.remove(book.active)
    _list(book, problems, {}, {}, cut=True)
    return _packed(book)


def _packed(book: Workbook) -> bytes:
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _is_small(data: bytes, limits: Limits) -> bool:
    infos = archives.entries(data, limits)
    return sum(info.file_size for info in infos if "/worksheets/" in info.filename) <= MOST_XML


def _own(data: bytes) -> Workbook | None:
    """The cadre's workbook itself, or None when only its values can be had."""
    try:
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except ODDITIES:
        return None
    for sheet in book.worksheets:
        # Only cells that are there: going over the rectangle would make all others.
        for cell in list(_cells(sheet).values()):
            if cell.data_type == "f" and REACHING_OUT.search(str(cell.value)):
                _put(cell, str(cell.value))
            if getattr(cell, "hyperlink", None) is not None:
                cell.hyperlink = None
    return book


def _cells(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    cells: dict[tuple[int, int], Any] = sheet._cells
    return cells


def _first_filled(sheet: Worksheet) -> dict[int, int]:
    """The first column with a value, by row."""
    first: dict[int, int] = {}
    for (row, column), cell in _cells(sheet).items():
        if cell.value is not None and column < first.get(row, column + 1):
            first[row] = column
    return first


def _title(name: str) -> str:
    """A sheet's name as a workbook can have it."""
    return re.sub(r"[\\*?:/\[\]]", "_", CONTROL.sub("", name)) or "Sheet"


def _rebuilt(sheets: list[RawSheet], wanted: dict[str, set[int]] | None) -> Workbook:
    """A workbook with the values of another format; every text stays text.

    `wanted` names by sheet the rows to be kept beside the first ones; None keeps all.
    """
    book = Workbook()
    book.remove(book.active)
    for raw in sheets:
        sheet = book.create_sheet(_title(raw.name))
        rows = None if wanted is None else wanted.get(raw.name, set())
        for index in range(len(raw.cells)):
            r = raw.first_row + index
            if rows is not None and index >= HEAD_ROWS and r not in rows:
                continue
            for c, value in enumerate(raw.cells[index].tolist(), raw.first_column + 1):
                if value != "":
                    _put(sheet.cell(r, c), value)
        for top, left, bottom, right in raw.merged[:MOST_MERGED]:
            if rows is not None or (bottom - top + 1) * (right - left + 1) > MOST_MERGED:
                continue
            sheet.merge_cells(
                start_row=top + raw.first_row,
                start_column=left + raw.first_column + 1,
                end_row=bottom + raw.first_row,
                end_column=right + raw.first_column + 1,
            )
        for row in raw.hidden_rows if rows is None else ():
            sheet.row_dimensions[row].hidden = True
        if raw.hidden:
            sheet.sheet_state = "hidden"
    return book


def _put(cell: Cell, value: Any) -> None:
    """Writes a value; text that opens like a formula is marked as text."""
    if isinstance(value, str):
        value = CONTROL.sub("", value)[:32_767]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(OPENERS):
            cell.quotePrefix = True


def _spot(sheet: Worksheet, problem: Problem, firsts: dict[int, int]) -> tuple[int, int]:
    """Row and column (1-based) to mark; of merged cells the first, of a whole row its first."""
    row = problem.row or 1
    column = column_index(problem.column) + 1 if problem.column else firsts.get(row, 1)
    for merged in sheet.merged_cells.ranges if len(sheet.merged_cells.ranges) < 2_000 else ():
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return merged.min_row, merged.min_col
    return row, column


def _mark(cell: Any, found: list[Problem]) -> None:
    """Fills a cell and comments it with each problem's message."""
    cell.fill = RED if any(problem.severity == "error" for problem in found) else YELLOW
    text = "\n".join(dict.fromkeys(problem.message for problem in found))
    if isinstance(cell, Cell):
        comment = Comment(CONTROL.sub("", text)[:32_000], AUTHOR)
        comment.width, comment.height = 320, 60 + 22 * (1 + len(text) // 30)
        cell.comment = comment


def _list(
    book: Workbook, problems: Sequence[Problem], sheets: dict[str, Worksheet],
    firsts: dict[str, dict[int, int]], *, cut: bool,
) -> None:  # fmt: skip
    """The first sheet: every problem with its place as a link, what is wrong, how to mend it."""
    title = _free_title(gettext("Problems"), {sheet.title for sheet in book.worksheets})
    sheet = book.create_sheet(title, 0)
    book.active = 0
    # Only one sheet may be chosen, or Excel edits them all at once.
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    heads = (gettext("Place"), gettext("Column heading"), gettext("Kind"), gettext("What to do"))
    sheet.append(heads)
    if cut:
        words = gettext(
            "Only rows with problems stand in this workbook, for the file is too large or too odd to "
            "be written whole. Mend them in your own file."
        )
        sheet.append(["", "", "", words])
    for number, problem in enumerate(problems, 3 if cut else 2):
        place = f"{problem.sheet} {problem.column or ''}{problem.row or ''}".strip()
        kind = gettext(_KINDS[problem.severity])
        for column, text in enumerate((place, problem.heading, kind, problem.message), 1):
            cell = sheet.cell(number, column)
            _put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if problem.severity != "note":
            sheet.cell(number, 3).fill = RED if problem.severity == "error" else YELLOW
        target = sheets.get(problem.sheet)
        if problem.row and target is not None:
            row, column = _spot(target, problem, firsts[problem.sheet])
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
