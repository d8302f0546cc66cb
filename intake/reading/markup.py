"""Gives the cadre's own workbook back, with bad cells marked and a list of all problems."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext

from intake.reading.cells import CONTROL, column_index, column_letter
from intake.reading.chosen import Chosen, Mend
from intake.reading.formats import Format, recognise
from intake.reading.inplace import Odd, OwnBook, OwnSheet, Spot, Spots
from intake.reading.limits import Limits
from intake.reading.own_list import TITLE, is_own, listed
from intake.reading.plainbook import (
    DECLARATION,
    MAIN,
    PlainSheet,
    attribute,
    cell,
    free_title,
    plain_book,
)
from intake.reading.problems import Problem, UnusableFile
from intake.reading.styles import RED, YELLOW, Styles
from intake.reading.workbooks import RawSheet, read_workbook


# Writing more cells than this takes longer than anybody waits: then only rows with problems.
MOST_CELLS = 3_000_000
# Rows kept above, so that the headings stay.
HEAD_ROWS = 30
# A merged range larger than this is no heading.
MOST_MERGED = 2_000
# What the portal itself wrote may pack as densely as it does.
_OWN_LIMITS = Limits(ratio=100_000)
_WIDTHS = (24, 26, 12, 90)


def mark_up(
    data: bytes,
    filename: str,
    problems: Sequence[Problem],
    limits: Limits | None = None,
    *,
    whole: bool = True,
    chosen: Chosen | None = None,
) -> bytes:
    """The workbook as .xlsx with its problems marked, commented and listed on a first sheet.

    Cells mended at the desk hold what was typed there. Of a very large one, and without `whole`,
    only the headings and the rows with problems, each at its own place. Raises UnusableFile for a
    file that cannot be read at all. Works for seconds: only in a child (intake.reading.apart).
    """
    limits, chosen = limits or Limits(), chosen or Chosen()
    kind = recognise(data, filename, limits)
    book, cut = (_own(data, limits) if whole and kind is Format.XLSX else None), False
    mends = chosen.mends
    if book is None:
        raw = [s for s in read_workbook(data, kind, limits, chosen.encoding) if not is_own(s)]
        chosen.mend(raw)
        mends = ()
        cut = not whole or sum(sheet.cells.size for sheet in raw) > MOST_CELLS
        wanted: dict[str, set[int]] = {}
        for problem in problems:
            wanted.setdefault(problem.sheet, set()).add(problem.row or 0)
        book = _rebuilt(raw, wanted if cut else None)
    return _packed(book, problems, mends, cut=cut)


def mark_rebuilt(sheets: list[RawSheet], problems: Sequence[Problem]) -> bytes:
    """The same of values that were put together anew."""
    return _packed(_rebuilt(sheets, None), problems, (), cut=False)


def _packed(
    book: OwnBook, problems: Sequence[Problem], mends: Iterable[Mend], *, cut: bool
) -> bytes:
    spots = _spots(book.sheets, problems, mends)
    title = free_title(gettext(TITLE), [sheet.title for sheet in book.sheets])
    # The list comes last: where a row begins is known once it is marked.
    return book.packed(spots, title, lambda: _list(book, problems, cut=cut))


def only_list(problems: Sequence[Problem]) -> bytes:
    """A workbook with nothing but the list of problems, for a file that cannot be opened again."""
    lines = (
        (number, list(enumerate(line)))
        for number, (line, _problem) in enumerate(listed(problems, cut=True), 1)
    )
    return plain_book([PlainSheet(gettext(TITLE), lines)])


def _own(data: bytes, limits: Limits) -> OwnBook | None:
    """The cadre's workbook itself, or None when only its values can be had."""
    try:
        return OwnBook(data, limits)
    except (Odd, UnusableFile):
        return None


def _rebuilt(sheets: list[RawSheet], wanted: dict[str, set[int]] | None) -> OwnBook:
    """A workbook with the values of another format; every text stays text.

    `wanted` names by sheet the rows to be kept beside the first ones; None keeps all.
    """
    for raw in sheets:
        tell_unstored(raw)
    book = OwnBook(plain_book([plain_sheet(raw, wanted) for raw in sheets]), _OWN_LIMITS)
    for own, raw in zip(book.sheets, sheets, strict=True):
        own.name = raw.name
    return book


def tell_unstored(raw: RawSheet) -> None:
    """A formula of which only the missing result is known must not come back as an empty cell."""
    for row, column in raw.formulas_without_value:
        at, place = row - raw.first_row, column - raw.first_column
        inside = 0 <= at < raw.cells.shape[0] and 0 <= place < raw.cells.shape[1]
        if inside and raw.cells[at, place] == "":
            raw.cells[at, place] = "#N/A"
    raw.formulas_without_value = set()


def plain_sheet(raw: RawSheet, wanted: dict[str, set[int]] | None = None) -> PlainSheet:
    rows = None if wanted is None else wanted.get(raw.name, set())
    merged = [
        f"{column_letter(left + raw.first_column)}{top + raw.first_row}:"
        f"{column_letter(right + raw.first_column)}{bottom + raw.first_row}"
        for top, left, bottom, right in raw.merged[:MOST_MERGED]
        if rows is None and (bottom - top + 1) * (right - left + 1) <= MOST_MERGED
    ]
    hidden_rows = raw.hidden_rows if rows is None else set()
    return PlainSheet(raw.name, _values(raw, rows), merged, hidden_rows, raw.hidden)


def _values(raw: RawSheet, rows: set[int] | None) -> Iterable[tuple[int, list[tuple[int, object]]]]:
    for index in range(len(raw.cells)):
        number = raw.first_row + index
        if rows is None or index < HEAD_ROWS or number in rows:
            yield (
                number,
                [
                    (column, value)
                    for column, value in enumerate(raw.cells[index].tolist(), raw.first_column)
                    if value != ""
                ],
            )


def _spots(
    sheets: list[OwnSheet], problems: Sequence[Problem], mends: Iterable[Mend]
) -> dict[str, Spots]:
    """What is to be done with which cell, by sheet."""
    by_name = {sheet.name: sheet for sheet in sheets}
    spots: dict[str, Spots] = {}
    for name, row, letter, value in mends:
        spots.setdefault(name, {}).setdefault(row, {})[column_index(letter)] = Spot(value=value)
    for problem in problems:
        sheet = by_name.get(problem.sheet)
        if sheet is None or problem.row is None or problem.severity == "note":
            continue
        row, column = problem.row, None
        if problem.column:
            row, column = sheet.place(row, column_index(problem.column))
        spot = spots.setdefault(sheet.name, {}).setdefault(row, {}).setdefault(column, Spot())
        if problem.severity == "error" or not spot.colour:
            spot.colour = RED if problem.severity == "error" else YELLOW
        message = CONTROL.sub("", problem.message)
        if message not in spot.comment.split("\n"):
            spot.comment = f"{spot.comment}\n{message}".strip()
    return spots


def _list(book: OwnBook, problems: Sequence[Problem], *, cut: bool) -> str:
    """The first sheet: every problem with its place as a link, what is wrong, how to mend it."""
    by_name = {sheet.name: sheet for sheet in book.sheets}
    rows, links = [], []
    for number, (line, problem) in enumerate(listed(problems, cut=cut), 1):
        target = by_name.get(problem.sheet) if problem and problem.row else None
        formats = _formats(book.styles, number, problem, linked=target is not None)
        inner = "".join(
            cell(f"{letter}{number}", text, style)
            for letter, text, style in zip("ABCD", line, formats, strict=True)
        )
        rows.append(f'<row r="{number}">{inner}</row>')
        if target is not None and problem is not None and problem.row:
            column = column_index(problem.column) if problem.column else None
            row, at = target.place(problem.row, column)
            quoted = target.title.replace("'", "''")
            location = attribute(f"'{quoted}'!{column_letter(at)}{row}")
            links.append(f'<hyperlink ref="A{number}" location="{location}"/>')
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, 1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetViews><sheetView tabSelected="1"'
        ' workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
        f' state="frozen"/></sheetView></sheetViews><cols>{widths}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData>{linked}</worksheet>"
    )


def _formats(
    styles: Styles, number: int, problem: Problem | None, *, linked: bool
) -> tuple[int, int, int, int]:
    if number == 1:
        bold = styles.of_list(bold=True)
        return bold, bold, bold, bold
    plain = styles.of_list()
    colour = "" if problem is None else {"error": RED, "note": ""}.get(problem.severity, YELLOW)
    return styles.of_list(link=linked), plain, styles.of_list(colour=colour), plain
