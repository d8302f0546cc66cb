"""Only the rows with errors, under their headings, as a workbook to be mended and sent again."""

from collections.abc import Sequence
from dataclasses import replace

from intake.reading.chosen import Chosen
from intake.reading.formats import recognise
from intake.reading.limits import Limits
from intake.reading.markup import mark_rebuilt, tell_unstored
from intake.reading.own_list import is_own
from intake.reading.problems import Problem, UnusableFile
from intake.reading.workbooks import RawSheet, read_workbook


# Lines above a further table of a sheet that may be its title, its office or its unit.
_LINES_ABOVE = 3
Headings = dict[str, list[tuple[int, int]]]


def bad_rows(
    data: bytes,
    filename: str,
    problems: Sequence[Problem],
    headings: Headings,
    limits: Limits | None = None,
    chosen: Chosen | None = None,
) -> bytes:
    """The rows with errors as .xlsx, marked. `headings` are each sheet's heading rows, first and last.

    Titles above stay, for they may say the period or the unit. Raises UnusableFile where no row can
    be told. Works for seconds: only in a child (intake.reading.apart).
    """
    limits, chosen = limits or Limits(), chosen or Chosen()
    sheets = read_workbook(data, recognise(data, filename, limits), limits, chosen.encoding)
    chosen.mend(sheets)
    wrong = [p for p in problems if p.row is not None and p.severity == "error"]
    rows: dict[str, set[int]] = {}
    for problem in wrong:
        rows.setdefault(problem.sheet, set()).add(problem.row or 0)
    kept: list[RawSheet] = []
    moved: list[Problem] = []
    for sheet in sheets:
        if is_own(sheet) or sheet.name not in rows:
            continue
        tell_unstored(sheet)
        numbers = _numbers(sheet, rows[sheet.name], headings.get(sheet.name, []))
        now = {number: at for at, number in enumerate(numbers, 1)}
        kept.append(_cut(sheet, numbers))
        moved += [
            replace(problem, row=now[problem.row])
            for problem in wrong
            if problem.sheet == sheet.name and problem.row in now
        ]
    if not kept:
        raise UnusableFile("no-data")
    return mark_rebuilt(kept, moved)


def _numbers(sheet: RawSheet, bad: set[int], headings: list[tuple[int, int]]) -> list[int]:
    """The rows to be kept, in order: what stands above each heading, the heading, its bad rows."""
    last = sheet.first_row + len(sheet.cells) - 1
    numbers: list[int] = []
    for at, (top, bottom) in enumerate(headings):
        end = headings[at + 1][0] - 1 if at + 1 < len(headings) else last
        below = sorted(row for row in bad if bottom < row <= end)
        if not below:
            continue
        above = sheet.first_row if at == 0 else max(headings[at - 1][1] + 1, top - _LINES_ABOVE)
        numbers += [row for row in range(above, bottom + 1) if row not in numbers]
        numbers += [row for row in below if row not in numbers]
    return numbers


def _cut(sheet: RawSheet, numbers: list[int]) -> RawSheet:
    at = [number - sheet.first_row for number in numbers]
    now = {old: new for new, old in enumerate(at)}
    # A merged value that loses its first row would stand nowhere: its rows are given it.
    cells = sheet.cells.copy()
    merged = []
    for top, left, bottom, right in sheet.merged:
        if top in now and bottom in now and now[bottom] - now[top] == bottom - top:
            merged.append((now[top], left, now[bottom], right))
        elif top not in now:
            first = next((row for row in range(top, bottom + 1) if row in now), None)
            if first is not None:
                cells[first, left] = cells[top, left]
                last = max(row for row in range(first, bottom + 1) if row in now)
                merged.append((now[first], left, now[last], right))
        else:
            last = max(row for row in range(top, bottom + 1) if row in now)
            if (last, right) != (top, left):
                merged.append((now[top], left, now[last], right))
    return RawSheet(
        name=sheet.name, cells=cells[at], first_row=1, first_column=sheet.first_column,
        merged=merged,
    )  # fmt: skip
